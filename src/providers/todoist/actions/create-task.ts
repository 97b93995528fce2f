import { ProviderError } from '#kernel';
import { defineAction } from '#provider-sdk';
import { z } from 'zod';
import { commandId } from '../mapping/command-id.js';
import { writePriority } from '../mapping/priority.js';
import { TodoistApi } from '../todoist-api.js';
import { common } from './parts.js';

export const createTaskAction = defineAction({
  ...common,
  name: 'create_task',
  description: 'Adds a task to a project, or to the inbox.',
  input: z.strictObject({
    content: z.string().min(1).max(500),
    description: z.string().max(16_000).optional(),
    project: z.string().min(1).max(100).optional().describe('Id of the project; default: the inbox'),
    due: z.string().min(1).max(150).optional().describe('In Todoist’s words: tomorrow at 12, every monday'),
    priority: z.enum(['none', 'medium', 'high', 'urgent']).optional(),
    labels: z.array(z.string().min(1).max(60)).max(100).optional(),
  }),
  output: z.strictObject({ id: z.string(), url: z.string() }),
  run: async (session, { content, description, project, due, priority, labels }, key) => {
    const temporary = commandId(key, 'create_task', 'temp_id');
    const args = {
      content,
      ...(description === undefined ? {} : { description }),
      ...(project === undefined ? {} : { project_id: project }),
      ...(due === undefined ? {} : { due: { string: due } }),
      ...(priority === undefined ? {} : { priority: writePriority(priority) }),
      ...(labels === undefined ? {} : { labels }),
    };
    const command = { type: 'item_add', uuid: commandId(key, 'create_task'), temp_id: temporary, args };
    const id = (await new TodoistApi(session).execute([command]))[temporary];
    if (!id)
      throw new ProviderError('permanent', 'Todoist took this task before and does not say which it is.');
    return { id, url: `https://app.todoist.com/app/task/${encodeURIComponent(id)}` };
  },
});
