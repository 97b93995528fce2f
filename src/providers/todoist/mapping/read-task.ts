import type { Person, TaskComment, TaskFields } from '#unified-models';
import type { TodoistNote, TodoistTask } from '../todoist.types.js';
import { readDue } from './due.js';
import { readPriority } from './priority.js';

/** What a task's own row does not say. */
export interface TaskSurroundings {
  /** Name of its section. */
  readonly section: string | null;
  readonly accountZone: string;
  readonly comments: readonly TodoistNote[];
}

const person = (id: string): Person => ({ id, name: null, email: null });

const instant = (text: string | null | undefined): string | null =>
  text ? new Date(text).toISOString() : null;

const readComment = (note: TodoistNote): TaskComment => ({
  id: note.id,
  author: person(note.posted_uid),
  text: note.content,
  createdAt: new Date(note.posted_at).toISOString(),
});

export const labelsOf = ({ labels }: Pick<TodoistTask, 'labels'>): string[] =>
  [...new Set(labels)].toSorted();

export const readTask = (task: TodoistTask, around: TaskSurroundings): TaskFields => ({
  title: task.content,
  description: task.description || null,
  status: task.checked ? 'done' : 'open',
  state: null,
  priority: readPriority(task.priority),
  ...readDue(task.due, around.accountZone),
  labels: labelsOf(task),
  assignees: task.responsible_uid ? [person(task.responsible_uid)] : [],
  parentId: task.parent_id,
  section: around.section,
  position: task.child_order ?? null,
  comments: around.comments.map(readComment),
  url: `https://app.todoist.com/app/task/${encodeURIComponent(task.id)}`,
  createdBy: task.added_by_uid ? person(task.added_by_uid) : null,
  completedAt: task.checked ? instant(task.completed_at) : null,
});
