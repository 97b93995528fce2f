import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import { paged } from './lists.js';
import { refuse } from './refusal.js';
import type { Store, StoredTask } from './store.js';

export type Read = (store: Store, request: SimulatorRequest) => SimulatorReply;

const of = ({ url }: SimulatorRequest, name: string): string | null => url.searchParams.get(name);

const open = (store: Store): StoredTask[] =>
  store.items.all().filter(task => !task.is_deleted && !task.checked);

const tasks: Read = (store, request) => {
  const [project, section] = [of(request, 'project_id'), of(request, 'section_id')];
  const fits = (task: StoredTask): boolean =>
    (project === null || task.project_id === project) && (section === null || task.section_id === section);
  return paged(request, open(store).filter(fits));
};

/** Three months at most, newest first; occurrences of recurring tasks are not among them. */
const completed: Read = (store, request) => {
  const [since, until] = [of(request, 'since') ?? '', of(request, 'until') ?? ''].map(Date.parse);
  if (!since || !until || until - since > 92 * 86_400_000)
    throw refuse(400, 'Date range is too long', 'INVALID_DATE_RANGE');
  const project = of(request, 'project_id');
  const at = (task: StoredTask): number => Date.parse(task.completed_at ?? '');
  const found = store.items
    .all()
    .filter(task => task.checked && !task.is_deleted && (project === null || task.project_id === project))
    .filter(task => at(task) >= since && at(task) < until);
  return paged(
    request,
    found.toSorted((a, b) => at(b) - at(a)),
    'items',
  );
};

const task: Read = (store, { params }) => ({ status: 200, body: store.task(params['id']) });

const comments: Read = (store, request) => {
  const { id } = store.task(of(request, 'task_id'));
  return paged(
    request,
    store.notes.all().filter(note => note.item_id === id && !note.is_deleted),
  );
};

const sections: Read = (store, request) => {
  const project = of(request, 'project_id');
  const fits = store.sections.all().filter(row => !row.is_deleted && row.project_id === project);
  return paged(request, fits);
};

const projects: Read = (store, request) =>
  paged(
    request,
    store.projects.all().filter(row => !row.is_deleted && !row.is_archived),
  );

const streak = { count: 2, start: '2027-01-01', end: '2027-01-02' };

const stats: Read = store => {
  const done = store.items.all().filter(({ checked }) => checked);
  const byDay = Map.groupBy(done, ({ completed_at: at }) => (at ?? '').slice(0, 10));
  const days = [...byDay].map(([date, all]) => ({ date, items: [], total_completed: all.length }));
  const week = { from: '2027-01-01', to: '2027-01-07', items: [], total_completed: done.length };
  const goals = {
    daily_goal: 5,
    weekly_goal: 25,
    current_daily_streak: streak,
    current_weekly_streak: streak,
  };
  const karma = { karma: 120.5, karma_trend: 'up' };
  return {
    status: 200,
    body: { completed_count: done.length, days_items: days, week_items: [week], goals, ...karma },
  };
};

const user: Read = store => ({ status: 200, body: store.user });

/** The lists and single rows that the sync endpoint does not cover. */
export const reads: readonly (readonly [path: string, read: Read])[] = [
  ['/user', user],
  ['/projects', projects],
  ['/sections', sections],
  ['/comments', comments],
  ['/tasks', tasks],
  ['/tasks/completed/by_completion_date', completed],
  ['/tasks/completed/stats', stats],
  ['/tasks/:id', task],
];
