import { ProviderError } from '#kernel';
import type { ProviderSession } from '#provider-sdk';
import { z } from 'zod';
import { issueByName } from '../documents.js';
import { ask } from '../linear-api.js';
import type { LinearIssue } from '../linear.types.js';

export const issueName = z
  .string()
  .min(1)
  .max(100)
  .describe('Id of the issue, or its identifier such as ENG-123');

/** What every action of Linear has in common. */
export const common = { purpose: 'task_sync', scopes: ['write'] } as const;

export type NamedIssue = Pick<LinearIssue, 'id' | 'url' | 'archivedAt' | 'trashed' | 'team' | 'state'>;

/** Linear takes either name for the id. */
export const issueNamed = async (session: ProviderSession, name: string): Promise<NamedIssue> => {
  const { issue } = await ask<{ issue: NamedIssue | null }>(session, issueByName, { id: name });
  if (issue) return issue;
  throw new ProviderError('not_found', `Linear has no issue ${name}.`);
};
