import type { DeleteChange, ProviderSession, PushResult, RecordChange, UpsertChange } from '#provider-sdk';
import type { TaskFields } from '#unified-models';
import { commandId } from '../mapping/command-id.js';
import { isFinished, type Step, writeUpdate } from '../mapping/write-task.js';
import { TodoistApi } from '../todoist-api.js';
import type { TodoistCommand } from '../todoist.types.js';
import { createTask } from './create.js';
import { isOccurrenceDone } from './occurrence.js';
import { isVersionOf } from './parts.js';
import { currentOf, placeOf, type Present, presentOf } from './present.js';

type Remote = DeleteChange['remote'];

export const pushTask = (session: ProviderSession, change: RecordChange): Promise<PushResult> => {
  const api = new TodoistApi(session);
  if (change.kind === 'delete') return removeTask(api, change);
  return change.remote ? updateTask(api, change, change.remote) : createTask(api, change);
};

/** Todoist knows no precondition: the task is read, compared and written at once, which leaves a moment between. */
const updateTask = async (api: TodoistApi, change: UpsertChange, remote: Remote): Promise<PushResult> => {
  const { containerId } = change;
  const present = await presentOf(api, remote.id, containerId);
  const changed = present && writable(change, remote, present);
  if (!present || !changed) return { outcome: 'stale', current: await currentOf(api, remote.id, present) };
  const fields = change.fields as TaskFields;
  const isPlaced = changed.includes('section') || changed.includes('parentId');
  const place = await placeOf(api, containerId, isPlaced ? fields.section : null);
  const accountZone = fields.dueAt === null ? 'UTC' : await api.timeZone();
  const due = { present: present.task.due, accountZone };
  const steps = writeUpdate({ present: present.task, fields, changed, place, due });
  await api.execute(steps.map(step => commandOf(step, change, remote)));
  const after = steps.length === 0 ? present : await presentOf(api, remote.id, containerId);
  return { outcome: 'applied', current: await currentOf(api, remote.id, after) };
};

/** The fields to write, or undefined when somebody changed the task meanwhile. */
const writable = (
  change: UpsertChange,
  remote: Remote,
  { task, setting }: Present,
): readonly string[] | undefined => {
  if (isVersionOf(remote.version, task, setting)) return change.changed;
  const isClosing = change.changed.includes('status') && isFinished((change.fields as TaskFields).status);
  if (!isClosing || !isOccurrenceDone(remote.data, task, setting)) return undefined;
  return change.changed.filter(name => !['status', 'due', 'dueAt'].includes(name));
};

/** A repeated try of the same change to the same version carries the same ids. */
const commandOf = (
  { type, args }: Step,
  { recordId }: RecordChange,
  { version }: Remote,
): TodoistCommand => ({
  type,
  uuid: commandId(recordId, version, type, JSON.stringify(args)),
  args,
});

const removeTask = async (api: TodoistApi, change: DeleteChange): Promise<PushResult> => {
  const { remote, containerId } = change;
  const present = await presentOf(api, remote.id, containerId);
  if (present && !isVersionOf(remote.version, present.task, present.setting))
    return { outcome: 'stale', current: await currentOf(api, remote.id, present) };
  if (present)
    await api.execute([commandOf({ type: 'item_delete', args: { id: remote.id } }, change, remote)]);
  return { outcome: 'applied', current: { kind: 'delete', remoteId: remote.id } };
};
