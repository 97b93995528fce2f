import { ProviderError } from '#kernel';
import type { PushResult, UpsertChange } from '#provider-sdk';
import type { TaskFields } from '#unified-models';
import { commandId } from '../mapping/command-id.js';
import { writePriority } from '../mapping/priority.js';
import { labelsOf } from '../mapping/read-task.js';
import { isFinished, writeNewTask } from '../mapping/write-task.js';
import type { TodoistApi } from '../todoist-api.js';
import type { TodoistCommand, TodoistTask } from '../todoist.types.js';
import { currentOf, placeOf, settingOf } from './present.js';

/** Lives of one record that are followed; each one before was deleted at Todoist. */
const mostLives = 20;
const skewMs = 600_000;

/**
 * The command's id comes from the record, so that a repeated create makes nothing new and is told the id of what the first
 * one made. When that task was deleted since, the record is to live again: its next life has an id that comes from the
 * task before.
 */
export const createTask = async (api: TodoistApi, change: UpsertChange): Promise<PushResult> => {
  const fields = change.fields as TaskFields;
  const place = await placeOf(api, change.containerId, fields.section);
  const accountZone = fields.dueAt === null ? 'UTC' : await api.timeZone();
  const args = writeNewTask(fields, place, { present: null, accountZone });
  let before = '';
  for (let life = 0; life < mostLives; life += 1) {
    const id = await add(api, commandsOf(change.recordId, before, args, fields), { args, change });
    const task = await api.task(id);
    if (task) return resultOf(api, task, change);
    before = id;
  }
  throw new ProviderError('permanent', 'What this record makes at Todoist is deleted again and again.');
};

const commandsOf = (
  recordId: string,
  before: string,
  args: TodoistCommand['args'],
  fields: TaskFields,
): readonly [TodoistCommand, ...TodoistCommand[]] => {
  const temporary = commandId(recordId, before, 'temp_id');
  const adding = {
    type: 'item_add',
    uuid: commandId(recordId, before, 'item_add'),
    temp_id: temporary,
    args,
  };
  const uuid = commandId(recordId, before, 'item_close');
  const closing = { type: 'item_close', uuid, args: { id: temporary } };
  return isFinished(fields.status) ? [adding, closing] : [adding];
};

interface Wish {
  readonly args: TodoistCommand['args'];
  readonly change: UpsertChange;
}

const add = async (
  api: TodoistApi,
  commands: readonly [TodoistCommand, ...TodoistCommand[]],
  { args, change }: Wish,
): Promise<string> => {
  const mapping = await api.execute(commands);
  const id = mapping[commands[0].temp_id ?? ''] ?? (await findMade(api, args, change));
  if (id !== undefined) return id;
  throw new ProviderError('permanent', 'Todoist took this task before and does not say which it became.');
};

/** For an answer to a repeated command that leaves the id out: the task with these words, made since the record was. */
const findMade = async (
  api: TodoistApi,
  { content }: TodoistCommand['args'],
  { containerId, recordId }: UpsertChange,
): Promise<string | undefined> => {
  const born = bornAt(recordId) - skewMs;
  for await (const task of api.list<TodoistTask>('/tasks', { project_id: containerId })) {
    const isSince = Date.parse(task.added_at ?? '') >= born;
    if (isSince && task.content === String(content).trim()) return task.id;
  }
  return undefined;
};

/** The hub's ids tell when they were made (RFC 9562 §5.7). */
const bornAt = (id: string): number => Number.parseInt(id.replace('-', '').slice(0, 12), 16);

/** A repeated create may meet what somebody edited since, or moved to another project. */
const resultOf = async (api: TodoistApi, task: TodoistTask, change: UpsertChange): Promise<PushResult> => {
  const isHere = task.project_id === change.containerId;
  const present = isHere ? { task, setting: await settingOf(api, task) } : undefined;
  const isOurs = isHere && isAsWanted(task, change.fields as TaskFields);
  return { outcome: isOurs ? 'applied' : 'stale', current: await currentOf(api, task.id, present) };
};

const isAsWanted = (task: TodoistTask, wanted: TaskFields): boolean =>
  task.content === wanted.title.trim() &&
  (task.description ?? '').trim() === (wanted.description ?? '').trim() &&
  task.priority === writePriority(wanted.priority) &&
  String(labelsOf(task)) === String(labelsOf(wanted));
