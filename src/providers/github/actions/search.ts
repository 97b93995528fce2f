import { defineAction } from '#provider-sdk';
import { z } from 'zod';
import { call, listOf } from '../github-api.js';
import type { GithubIssue } from '../github.types.js';
import { common } from './parts.js';

const Found = z.strictObject({
  number: z.number(),
  title: z.string(),
  url: z.string(),
  state: z.string(),
  isPullRequest: z.boolean(),
});

export const search = defineAction({
  ...common,
  name: 'search',
  description: 'Finds issues and pull requests by GitHub’s search language.',
  input: z.strictObject({
    query: z.string().min(1).max(1_000).describe('e.g. repo:octo/site is:issue is:open label:bug'),
    limit: z.int().min(1).max(100).default(20),
  }),
  output: z.strictObject({ total: z.number(), items: z.array(Found) }),
  run: async (session, { query, limit }) => {
    const response = await call(session, {
      method: 'GET',
      url: '/search/issues',
      query: { q: query, per_page: limit },
    });
    const { total_count: total } = response.json<{ readonly total_count: number }>();
    const items = listOf<GithubIssue>(response, 'items').map(issue => ({
      number: issue.number,
      title: issue.title,
      url: issue.html_url,
      state: issue.state,
      isPullRequest: issue.pull_request !== undefined,
    }));
    return { total, items };
  },
});
