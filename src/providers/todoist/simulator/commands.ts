import { Temporal } from 'temporal-polyfill';
import type { TodoistDue } from '../todoist.types.js';
import { advance, understand } from './due-words.js';
import { refuse } from './refusal.js';
import type { Store, StoredTask } from './store.js';

export type Args = Readonly<Record<string, unknown>>;
type Handler = (store: Store, args: Args, author: string) => string | undefined;

const dueFrom = (store: Store, asked: unknown): TodoistDue | null => {
  if (asked === null || asked === undefined) return null;
  const zone = store.user.tz_info?.timezone ?? 'UTC';
  const today = Temporal.Instant.from(store.now()).toZonedDateTimeISO(zone).toPlainDate();
  const due = understand(asked, today);
  if (!due) throw refuse(400, 'Date is not understood', 'INVALID_DATE');
  return due;
};

const text = (value: unknown): string => String(value).trim();

/** Members of a row that an argument sets as it is. */
const plain = ['priority', 'labels', 'responsible_uid', 'deadline', 'duration', 'child_order'] as const;

const members = (store: Store, args: Args): Partial<StoredTask> => ({
  ...Object.fromEntries(plain.filter(name => name in args).map(name => [name, args[name]])),
  ...('content' in args ? { content: text(args['content']) } : {}),
  ...('description' in args ? { description: text(args['description']) } : {}),
  ...('due' in args ? { due: dueFrom(store, args['due']) } : {}),
});

/** Where a task stands: with its parent, in a section, or in a project. */
const placeOf = (store: Store, args: Args): Partial<StoredTask> => {
  if (args['parent_id']) {
    const parent = store.task(args['parent_id']);
    return { parent_id: parent.id, section_id: parent.section_id, project_id: parent.project_id };
  }
  const section = args['section_id'] ? store.sections.get(args['section_id']) : undefined;
  if (args['section_id'] && (!section || section.is_deleted))
    throw refuse(404, 'Section not found', 'SECTION_NOT_FOUND');
  const inbox = store.projects.all().find(({ inbox_project: isInbox }) => isInbox);
  const project = store.projects.get(section?.project_id ?? args['project_id'] ?? inbox?.id);
  if (!project || project.is_deleted) throw refuse(404, 'Project not found', 'PROJECT_NOT_FOUND');
  return { parent_id: null, section_id: section?.id ?? null, project_id: project.id };
};

const add: Handler = (store, args, author) => {
  if (!text(args['content'] ?? '')) throw refuse(400, 'Required argument is missing', 'ARGUMENT_MISSING');
  const task = {
    ...{ id: store.newId(), user_id: author, added_by_uid: author, responsible_uid: null },
    ...{ description: '', priority: 1, labels: [], due: null, deadline: null, duration: null },
    ...{ checked: false, is_deleted: false, completed_at: null, added_at: store.now() },
    child_order: store.items.all().length + 1,
    ...placeOf(store, args),
    ...members(store, args),
  } as StoredTask;
  store.touch(task, 'item:added');
  return task.id;
};

const update: Handler = (store, args) => {
  const task = store.task(args['id']);
  const old = structuredClone(task);
  store.touch(Object.assign(task, members(store, args)), 'item:updated', old);
  return undefined;
};

const move: Handler = (store, args) => {
  const targets = ['parent_id', 'section_id', 'project_id'].filter(name => args[name]);
  if (targets.length !== 1) throw refuse(400, 'Name one target', 'ARGUMENT_INVALID');
  const task = store.task(args['id']);
  const old = structuredClone(task);
  store.touch(Object.assign(task, placeOf(store, args)), 'item:updated', old);
  for (const child of store.children(task.id))
    store.touch(
      Object.assign(child, { section_id: task.section_id, project_id: task.project_id }),
      'item:updated',
    );
  return undefined;
};

const reorder: Handler = (store, args) => {
  for (const { id, child_order: order } of args['items'] as { id: string; child_order: number }[])
    store.items.put(Object.assign(store.task(id), { child_order: order }));
  return undefined;
};

/** A recurring task goes on to its next day and stays open; any other is done, with the tasks below it. */
const close: Handler = (store, args) => {
  const task = store.task(args['id']);
  if (task.checked) return undefined;
  if (task.due?.is_recurring) {
    const old = structuredClone(task);
    store.touch(Object.assign(task, { due: advance(task.due) }), 'item:completed', old);
    return undefined;
  }
  for (const child of store.children(task.id)) close(store, { id: child.id }, '');
  store.touch(Object.assign(task, { checked: true, completed_at: store.now() }), 'item:completed');
  return undefined;
};

const uncomplete: Handler = (store, args) => {
  const task = store.task(args['id']);
  if (task.checked)
    store.touch(Object.assign(task, { checked: false, completed_at: null }), 'item:uncompleted');
  return undefined;
};

const remove: Handler = (store, args, author) => {
  const task = store.task(args['id']);
  for (const child of store.children(task.id)) remove(store, { id: child.id }, author);
  store.touch(Object.assign(task, { is_deleted: true }), 'item:deleted');
  return undefined;
};

const comment: Handler = (store, args, author) => {
  const task = store.task(args['item_id']);
  const note = {
    ...{ id: store.newId(), item_id: task.id, content: String(args['content']), posted_uid: author },
    ...{ posted_at: store.now(), is_deleted: false },
  };
  store.notes.put(note);
  store.tell({ name: 'note:added', data: { ...note, item: structuredClone(task) } });
  return note.id;
};

/** https://developer.todoist.com/api/v1/#tag/Sync/Tasks */
export const handlers: Readonly<Record<string, Handler>> = {
  item_add: add,
  item_update: update,
  item_move: move,
  item_reorder: reorder,
  item_close: close,
  item_uncomplete: uncomplete,
  item_delete: remove,
  note_add: comment,
};
