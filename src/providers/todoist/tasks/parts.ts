import { digestOf, type RemoteUpsert } from '#provider-sdk';
import { isFloating } from '../mapping/due.js';
import { labelsOf, readTask, type TaskSurroundings } from '../mapping/read-task.js';
import type { TodoistApi } from '../todoist-api.js';
import type { TodoistNote, TodoistTask } from '../todoist.types.js';

/** What a task's meaning depends on besides its row and its comments. */
export type Setting = Omit<TaskSurroundings, 'comments'>;

/**
 * Of the content, not of `updated_at`: moving another task renumbers this one without touching its time, a renamed
 * section touches none of its tasks, and a time that is written differently in two places would look like an edit.
 */
export const markOf = (task: TodoistTask, { section, accountZone }: Setting): string => {
  const { due } = task;
  return digestOf([
    [task.content, task.description || null, task.priority, labelsOf(task)],
    [task.checked, task.checked ? task.completed_at && Date.parse(task.completed_at) : null],
    due && [due.date, due.timezone ?? null, due.is_recurring ?? false, due.string ?? null],
    isFloating(due) ? accountZone : null,
    [task.project_id, task.section_id, section, task.parent_id, task.child_order ?? null],
    [task.responsible_uid ?? null, task.deadline ?? null, task.duration ?? null],
  ]);
};

const notesMark = (comments: readonly TodoistNote[]): string =>
  comments.length === 0 ? '' : digestOf(comments.map(({ id, content }) => [id, content]));

/** Whether a version is of the task as it is, whatever its comments say now. */
export const isVersionOf = (version: string | undefined, task: TodoistTask, setting: Setting): boolean =>
  version?.split('.')[0] === markOf(task, setting);

/** Two parts, because a task's row shows the first and only its comments the second. */
export const versionOf = (task: TodoistTask, setting: Setting, notes: readonly TodoistNote[]): string =>
  `${markOf(task, setting)}.${notesMark(living(notes))}`;

const living = (notes: readonly TodoistNote[]): TodoistNote[] =>
  notes
    .filter(note => !note.is_deleted)
    .toSorted((a, b) => Date.parse(a.posted_at) - Date.parse(b.posted_at) || (a.id < b.id ? -1 : 1));

export const upsertOf = (
  task: TodoistTask,
  setting: Setting,
  notes: readonly TodoistNote[],
): RemoteUpsert => ({
  kind: 'upsert',
  remoteId: task.id,
  version: versionOf(task, setting, notes),
  fields: readTask(task, { ...setting, comments: living(notes) }),
  data: JSON.stringify({ task, setting }),
  modifiedAt: task.updated_at ? new Date(task.updated_at) : null,
});

/** The task with its comments, which cost a request unless its row says that it has none. */
export const gather = async (api: TodoistApi, task: TodoistTask, setting: Setting): Promise<RemoteUpsert> =>
  upsertOf(task, setting, task.note_count === 0 ? [] : await api.comments(task.id));

/** What `upsertOf` kept. */
export const seenIn = (data: string): { readonly task: TodoistTask; readonly setting: Setting } =>
  JSON.parse(data) as { readonly task: TodoistTask; readonly setting: Setting };
