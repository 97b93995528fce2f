import { defineAction } from '#provider-sdk';
import { z } from 'zod';
import { call, repositoryPath } from '../github-api.js';
import type { GithubComment } from '../github.types.js';
import { IssuesApi } from '../issues/issues-api.js';
import { markerKey, markerOf, withMarker } from '../mapping/marker.js';
import { common, issueNumber, repository } from './parts.js';

export const comment = defineAction({
  ...common,
  name: 'comment',
  description: 'Writes a comment on an issue or a pull request.',
  input: z.strictObject({ repository, issueNumber, text: z.string().min(1).max(65_000) }),
  output: z.strictObject({ id: z.string(), url: z.string() }),
  run: async (session, { repository: id, issueNumber: number, text }, key) => {
    const written = await new IssuesApi(session, id).comments(String(number));
    const earlier = written.find(({ body }) => markerOf(body) === markerKey(key));
    const url = `${repositoryPath(id)}/issues/${number}/comments`;
    const made =
      earlier ??
      (
        await call(session, { method: 'POST', url, body: { body: withMarker(text, key) } })
      ).json<GithubComment>();
    return { id: String(made.id), url: made.html_url };
  },
});
