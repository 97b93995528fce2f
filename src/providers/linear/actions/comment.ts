import { defineAction } from '#provider-sdk';
import { z } from 'zod';
import { clientId } from '../client-id.js';
import { createComment, findComment } from '../documents.js';
import { ask, make } from '../linear-api.js';
import { common, issueName, issueNamed } from './parts.js';

interface Comment {
  readonly id: string;
  readonly url: string;
}

export const comment = defineAction({
  ...common,
  name: 'comment',
  description: 'Writes a comment on an issue.',
  input: z.strictObject({ issue: issueName, text: z.string().min(1).max(65_000).describe('Markdown') }),
  output: z.strictObject({ id: z.string(), url: z.string() }),
  run: async (session, { issue: name, text }, key) => {
    const issue = await issueNamed(session, name);
    const id = clientId('comment', key, issue.id);
    type Found = { readonly comments: { readonly nodes: readonly Comment[] } };
    const filter = { id: { eq: id } };
    const [earlier] = (await ask<Found>(session, findComment, { filter })).comments.nodes;
    if (earlier) return { id: earlier.id, url: earlier.url };
    type Made = { readonly commentCreate: { readonly comment: Comment } };
    const input = { id, issueId: issue.id, body: text };
    const { commentCreate: made } = await make<Made>(session, createComment, { input });
    return { id: made.comment.id, url: made.comment.url };
  },
});
