import { ProviderError } from '#kernel';
import { defineAction } from '#provider-sdk';
import { z } from 'zod';
import { commandId } from '../mapping/command-id.js';
import { TodoistApi } from '../todoist-api.js';
import { common, taskId } from './parts.js';

export const completeTask = defineAction({
  ...common,
  name: 'complete_task',
  description: 'Ticks a task off; a recurring one moves on to its next day.',
  input: z.strictObject({ task: taskId }),
  output: z.strictObject({
    id: z.string(),
    completed: z.boolean().describe('False for a recurring task, which goes on'),
    nextDue: z.string().nullable().describe('Day or time at which a recurring task is due next'),
  }),
  run: async (session, { task: id }, key) => {
    const api = new TodoistApi(session);
    await api.execute([{ type: 'item_close', uuid: commandId(key, 'complete_task', id), args: { id } }]);
    const task = await api.task(id);
    if (!task) throw new ProviderError('not_found', 'The task is not there any more.');
    return { id, completed: task.checked, nextDue: task.checked ? null : (task.due?.date ?? null) };
  },
});
