import { ProviderError } from '#kernel';
import { defineAction } from '#provider-sdk';
import { z } from 'zod';
import { commandId } from '../mapping/command-id.js';
import { TodoistApi } from '../todoist-api.js';
import { common, taskId } from './parts.js';

export const addComment = defineAction({
  ...common,
  name: 'add_comment',
  description: 'Writes a comment on a task.',
  input: z.strictObject({ task: taskId, text: z.string().min(1).max(15_000) }),
  output: z.strictObject({ id: z.string() }),
  run: async (session, { task, text }, key) => {
    const temporary = commandId(key, 'add_comment', 'temp_id');
    const args = { item_id: task, content: text };
    const command = { type: 'note_add', uuid: commandId(key, 'add_comment'), temp_id: temporary, args };
    const id = (await new TodoistApi(session).execute([command]))[temporary];
    if (!id)
      throw new ProviderError('permanent', 'Todoist took this comment before and does not say which it is.');
    return { id };
  },
});
