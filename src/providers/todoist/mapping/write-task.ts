import type { TaskFields } from '#unified-models';
import type { TodoistCommand, TodoistTask } from '../todoist.types.js';
import { type DueContext, writeDue } from './due.js';
import { writePriority } from './priority.js';

export type Step = Pick<TodoistCommand, 'type' | 'args'>;
type Args = Record<string, unknown>;

/** Todoist knows open and completed. */
export const isFinished = (status: TaskFields['status']): boolean =>
  status === 'done' || status === 'cancelled';

/** The members of `item_add` and `item_update` for the changed fields; what Todoist does not have changes nothing there. */
const writeMembers = (fields: TaskFields, changed: readonly string[], due: DueContext): Args => {
  const members: Readonly<Record<string, () => Args>> = {
    title: () => ({ content: fields.title }),
    description: () => ({ description: fields.description ?? '' }),
    priority: () => ({ priority: writePriority(fields.priority) }),
    labels: () => ({ labels: fields.labels }),
    assignees: () => ({ responsible_uid: fields.assignees[0]?.id ?? null }),
  };
  const args = Object.assign({}, ...changed.map(name => members[name]?.() ?? {})) as Args;
  const written = writeDue(fields, changed, due);
  return written === undefined ? args : { ...args, due: written };
};

export interface Place {
  readonly projectId: string;
  readonly sectionId: string | null;
}

/** `item_add`; a task is born open. */
export const writeNewTask = (fields: TaskFields, place: Place, due: DueContext): Args => {
  const { due: when, responsible_uid: assignee, ...members } = writeMembers(fields, Object.keys(fields), due);
  return {
    ...members,
    project_id: place.projectId,
    ...(place.sectionId === null ? {} : { section_id: place.sectionId }),
    ...(fields.parentId === null ? {} : { parent_id: fields.parentId }),
    ...(fields.position === null ? {} : { child_order: fields.position }),
    ...(when ? { due: when } : {}),
    ...(assignee ? { responsible_uid: assignee } : {}),
  };
};

/** A move names one target: a subtask goes with its parent, and the project itself is the place in no section. */
const writeMove = (fields: TaskFields, changed: readonly string[], place: Place): Args | undefined => {
  if (changed.includes('parentId') && fields.parentId !== null) return { parent_id: fields.parentId };
  if (!changed.includes('parentId') && !changed.includes('section')) return undefined;
  return place.sectionId === null ? { project_id: place.projectId } : { section_id: place.sectionId };
};

export interface Update {
  readonly present: TodoistTask;
  readonly fields: TaskFields;
  readonly changed: readonly string[];
  readonly place: Place;
  readonly due: DueContext;
}

/** The commands that an update comes to. Opened before it is edited, closed after: Todoist edits open tasks. */
export const writeUpdate = ({ present, fields, changed, place, due }: Update): Step[] => {
  const { id } = present;
  const wantsStatus = changed.includes('status');
  const members = writeMembers(fields, changed, due);
  const move = writeMove(fields, changed, place);
  const opens = wantsStatus && !isFinished(fields.status) && present.checked;
  const closes = wantsStatus && isFinished(fields.status) && !present.checked;
  const isPlaced = changed.includes('position') && fields.position !== null;
  const steps: readonly (Step | false)[] = [
    opens && { type: 'item_uncomplete', args: { id } },
    Object.keys(members).length > 0 && { type: 'item_update', args: { id, ...members } },
    move !== undefined && { type: 'item_move', args: { id, ...move } },
    isPlaced && { type: 'item_reorder', args: { items: [{ id, child_order: fields.position }] } },
    // What the vendor's own clients do: a recurring task moves on to its next day instead.
    closes && { type: 'item_close', args: { id } },
  ];
  return steps.filter(step => step !== false);
};
