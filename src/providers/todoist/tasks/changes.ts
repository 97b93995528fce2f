import { ProviderError } from '#kernel';
import type { PullRequest, RemoteChange } from '#provider-sdk';
import type { TodoistApi } from '../todoist-api.js';
import type { TodoistProject, TodoistSection, TodoistSync, TodoistTask } from '../todoist.types.js';
import { Board } from './board.js';
import type { ChangesCursor } from './cursor.js';
import { gather, isVersionOf } from './parts.js';

export interface Changes {
  readonly changes: readonly RemoteChange[];
  readonly cursor: ChangesCursor;
}

/**
 * What changed in one project since a token.
 *
 * The token is a position in the feed of the whole account, and nothing ties it to one reader: every project's sync holds
 * a token of its own and reads the whole feed from there, so none misses what another one consumed. From each answer it
 * takes the rows of its project. A task that moved appears once, as a row that names its new project: the sync of that
 * project sees an upsert, and the sync of the project it left knows the id and makes a deletion of it. Rows of other
 * projects that it does not know are none of its business.
 */
export const changesSince = async (
  api: TodoistApi,
  request: PullRequest,
  { token, accountZone }: ChangesCursor,
): Promise<Changes> => {
  const answer = await api.sync(token);
  // The server forgot the position and sent everything: that is a listing, and only a listing can tell what is gone.
  if (answer.full_sync) throw new ProviderError('cursor_expired', 'Todoist began the feed anew.');
  const { containerId } = request;
  refuseGone(answer.projects ?? [], containerId);
  const zone = answer.user?.tz_info?.timezone ?? accountZone;
  const board = new Board(api, containerId, zone);
  const rows = await rowsOf(api, answer, containerId);
  return {
    changes: await read(board, request, { rows, noted: notedIn(answer) }),
    cursor: { v: 1, phase: 'changes', token: answer.sync_token, accountZone: zone },
  };
};

/** An archived project's tasks are hidden rather than gone; nothing must be concluded from their absence. */
export const refuseGone = (projects: readonly TodoistProject[], containerId: string): void => {
  const project = projects.find(({ id }) => id === containerId);
  if (project?.is_deleted || project?.is_archived)
    throw new ProviderError('not_found', 'The project was deleted or archived.');
};

/** Changed tasks, and those of renamed sections, for their rows do not change with the name. */
const rowsOf = async (
  api: TodoistApi,
  answer: TodoistSync,
  containerId: string,
): Promise<Map<string, TodoistTask>> => {
  const sections = (answer.sections ?? []).filter(({ project_id: project }) => project === containerId);
  if (sections.some(isHidden))
    throw new ProviderError('cursor_expired', 'A section is gone with its tasks: they have to be listed.');
  const rows = new Map<string, TodoistTask>();
  for (const { id } of sections)
    for await (const task of api.list<TodoistTask>('/tasks', { section_id: id })) rows.set(task.id, task);
  for (const task of answer.items ?? []) rows.set(task.id, task);
  return rows;
};

const isHidden = ({ is_deleted: isDeleted, is_archived: isArchived }: TodoistSection): boolean =>
  Boolean(isDeleted) || Boolean(isArchived);

/** Tasks whose comments changed, whether or not they themselves did. */
const notedIn = ({ notes = [] }: TodoistSync): ReadonlySet<string> =>
  new Set(notes.flatMap(({ item_id: id }) => id ?? []));

interface Found {
  readonly rows: ReadonlyMap<string, TodoistTask>;
  readonly noted: ReadonlySet<string>;
}

const read = async (board: Board, request: PullRequest, { rows, noted }: Found): Promise<RemoteChange[]> => {
  const inProject = (task: TodoistTask): boolean => task.project_id === board.projectId;
  const isHere = (task: TodoistTask): boolean => inProject(task) && !task.is_deleted;
  const known = await request.known([...new Set([...rows.keys(), ...noted])]);
  const all = [...rows.values()];
  const changes: RemoteChange[] = all
    .filter(task => !isHere(task) && (inProject(task) || known.has(task.id)))
    .map(({ id }) => ({ kind: 'delete', remoteId: id }));
  const present = all.filter(isHere);
  for (const id of [...noted].filter(one => !rows.has(one) && known.has(one))) {
    const task = await board.api.task(id);
    if (task && isHere(task)) present.push(task);
  }
  for (const task of present) {
    const setting = await board.settingOf(task);
    const hasNews = noted.has(task.id);
    // What the hub wrote itself comes back in the feed; it need not be asked about.
    if (!hasNews && isVersionOf(known.get(task.id), task, setting)) continue;
    changes.push(await gather(board.api, hasNews ? { ...task, note_count: 1 } : task, setting));
  }
  return changes;
};
