import { ProviderError } from '#kernel';
import type { PullRequest, RemoteChange } from '#provider-sdk';
import type { TodoistApi } from '../todoist-api.js';
import type { TodoistNote, TodoistProject, TodoistSync, TodoistTask } from '../todoist.types.js';
import { Board } from './board.js';
import { refuseGone } from './changes.js';
import type { CompletedCursor } from './cursor.js';
import { gather, isVersionOf, upsertOf, versionOf } from './parts.js';

export interface Listed {
  readonly changes: readonly RemoteChange[];
  readonly unchanged: readonly string[];
}

const dayMs = 86_400_000;
/** The list of completed tasks answers for three months at most. */
const windowMs = 88 * dayMs;
const oldestMs = 10 * 365 * dayMs;

export interface Beginning {
  readonly answer: TodoistSync;
  readonly board: Board;
  readonly cursor: CompletedCursor;
}

/** One request brings the whole account, open tasks and their comments; what was completed has to be listed besides. */
export const begin = async (api: TodoistApi, containerId: string): Promise<Beginning> => {
  const answer = await api.sync('*');
  const projects = answer.projects ?? [];
  refuseGone(projects, containerId);
  const project = projects.find(({ id }) => id === containerId);
  if (!project) throw new ProviderError('not_found', 'The account has no such project.');
  const accountZone = answer.user?.tz_info?.timezone ?? 'UTC';
  const sections = (answer.sections ?? []).filter(({ project_id: owner }) => owner === containerId);
  const now = api.session.now();
  return {
    answer,
    board: new Board(api, containerId, accountZone, sections),
    cursor: {
      ...{ v: 1, phase: 'completed', token: answer.sync_token, accountZone, page: null },
      since: beginOf(project, answer, now),
      // A day ahead, in case the vendor's clock is.
      until: new Date(now.getTime() + dayMs).toISOString(),
    },
  };
};

const beginOf = ({ created_at: created }: TodoistProject, { user }: TodoistSync, now: Date): string => {
  const known = created ?? user?.joined_at;
  // A shared project may be older than the account, and a day covers clocks that differ.
  const ms = known ? Date.parse(known) - dayMs : now.getTime() - oldestMs;
  return new Date(Math.min(ms, now.getTime() - dayMs)).toISOString();
};

/** The tasks of the project that the answer holds: the open ones. Their comments came along, so nothing more is asked. */
export const listOpen = async ({ answer, board }: Beginning, request: PullRequest): Promise<Listed> => {
  // Also checked ones: finished subtasks of an open task stay with it, and need not be among the completed tasks.
  const tasks = (answer.items ?? []).filter(task => task.project_id === board.projectId && !task.is_deleted);
  const notes = Map.groupBy(answer.notes ?? [], note => note.item_id ?? '');
  const known = await request.known(tasks.map(({ id }) => id));
  const changes: RemoteChange[] = [];
  const unchanged: string[] = [];
  for (const task of tasks) {
    const setting = await board.settingOf(task);
    const own: readonly TodoistNote[] = notes.get(task.id) ?? [];
    if (known.get(task.id) === versionOf(task, setting, own)) unchanged.push(task.id);
    else changes.push(upsertOf(task, setting, own));
  }
  return { changes, unchanged };
};

export interface CompletedPage extends Listed {
  /** Where to go on; null after the oldest. */
  readonly next: CompletedCursor | null;
}

/** https://developer.todoist.com/api/v1/#tag/Tasks/operation/tasks_completed_by_completion_date_api_v1_tasks_completed_by_completion_date_get */
export const listCompleted = async (
  board: Board,
  request: PullRequest,
  cursor: CompletedCursor,
): Promise<CompletedPage> => {
  const from = Math.max(Date.parse(cursor.since), Date.parse(cursor.until) - windowMs);
  const since = new Date(from).toISOString();
  const answer = await board.api.get<{ items?: readonly TodoistTask[]; next_cursor?: string | null }>(
    '/tasks/completed/by_completion_date',
    {
      ...{ project_id: board.projectId, since, until: cursor.until, limit: 200 },
      ...(cursor.page === null ? {} : { cursor: cursor.page }),
    },
  );
  if (!answer.items) throw new ProviderError('temporary', 'Todoist answered with no completed tasks.');
  const listed = await compare(board, request, answer.items);
  if (answer.next_cursor) return { ...listed, next: { ...cursor, page: answer.next_cursor } };
  const isOldest = from <= Date.parse(cursor.since);
  return { ...listed, next: isOldest ? null : { ...cursor, until: since, page: null } };
};

/** A finished task that is new to the hub is taken without asking for comments, unless its row says that it has some. */
const compare = async (
  board: Board,
  request: PullRequest,
  items: readonly TodoistTask[],
): Promise<Listed> => {
  const tasks = items.filter(task => task.project_id === board.projectId && !task.is_deleted && task.checked);
  const known = await request.known(tasks.map(({ id }) => id));
  const changes: RemoteChange[] = [];
  const unchanged: string[] = [];
  for (const task of tasks) {
    const setting = await board.settingOf(task);
    const version = known.get(task.id);
    if (isVersionOf(version, task, setting)) unchanged.push(task.id);
    else if (version === undefined && !task.note_count) changes.push(upsertOf(task, setting, []));
    else changes.push(await gather(board.api, task, setting));
  }
  return { changes, unchanged };
};
