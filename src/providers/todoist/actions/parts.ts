import { z } from 'zod';

export const taskId = z.string().min(1).max(100).describe('Id of the task at Todoist');

/** What every action of Todoist has in common. */
export const common = { purpose: 'task_sync', scopes: ['data:read_write'] } as const;
