import { defineAction } from '#provider-sdk';
import { z } from 'zod';
import { call, listOf, repositoryPath } from '../github-api.js';
import { common, issueNumber, repository } from './parts.js';

export const addLabels = defineAction({
  ...common,
  name: 'add_labels',
  description: 'Adds labels to an issue or a pull request and leaves the others.',
  input: z.strictObject({ repository, issueNumber, labels: z.array(z.string().min(1)).min(1).max(100) }),
  output: z.strictObject({ labels: z.array(z.string()) }),
  run: async (session, { repository: id, issueNumber: number, labels }) => {
    const url = `${repositoryPath(id)}/issues/${number}/labels`;
    // Labels are a set: adding one twice adds it once.
    const response = await call(session, { method: 'POST', url, body: { labels }, idempotent: true });
    return { labels: listOf<{ readonly name: string }>(response).map(({ name }) => name) };
  },
});
