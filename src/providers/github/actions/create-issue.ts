import { defineAction } from '#provider-sdk';
import { z } from 'zod';
import { findMarked } from '../issues/create.js';
import { IssuesApi } from '../issues/issues-api.js';
import { withMarker } from '../mapping/marker.js';
import { common, repository } from './parts.js';

export const createIssueAction = defineAction({
  ...common,
  name: 'create_issue',
  description: 'Opens an issue in a repository.',
  input: z.strictObject({
    repository,
    title: z.string().min(1).max(256),
    body: z.string().max(65_000).optional(),
    labels: z.array(z.string().min(1)).max(100).optional(),
    assignees: z.array(z.string().min(1)).max(10).optional().describe('Logins'),
  }),
  output: z.strictObject({ number: z.number(), url: z.string() }),
  run: async (session, { repository: id, body, ...rest }, key) => {
    const api = new IssuesApi(session, id);
    const { labels, assignees } = rest;
    const issue =
      (await findMarked(api, key)) ??
      (await api.create({
        title: rest.title,
        body: withMarker(body ?? null, key),
        ...(labels ? { labels } : {}),
        ...(assignees ? { assignees } : {}),
      }));
    return { number: issue.number, url: issue.html_url };
  },
});
