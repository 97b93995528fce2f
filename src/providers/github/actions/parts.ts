import { z } from 'zod';

export const repository = z
  .string()
  .min(1)
  .max(200)
  .describe('Number of the repository, as its container has it, or owner/name');
export const issueNumber = z.int().positive().describe('Number of the issue within the repository');

/** What every action of GitHub has in common. */
export const common = { purpose: 'task_sync', scopes: ['repo'] } as const;
