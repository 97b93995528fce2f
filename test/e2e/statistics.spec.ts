import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type MemoryStage, type MemorySync, startMemoryStage } from '#support';

interface Answer {
  total: number;
  leftOut: { syncId: string; code: string }[];
  [name: string]: unknown;
}

let stage: MemoryStage;
const syncs = new Map<string, MemorySync>();
const sync = (name: string): MemorySync => syncs.get(name)!;
const ask = (path: string, organization = stage.acme) =>
  organization.owner.get<Answer>(organization.at(`/statistics/${path}`));
const person = (id: string) => ({ id, name: `${id} Example`, email: null });
const counts = (groups: unknown): Record<string, number> =>
  Object.fromEntries(
    (groups as { key: string | null; count: number }[]).map(({ key, count }) => [`${key}`, count]),
  );

const tasks = [
  {
    title: 'a',
    status: 'open',
    state: 'Todo',
    labels: ['red', 'big'],
    assignees: [person('ada')],
    due: '2026-10-31',
  },
  { title: 'b', status: 'open', state: 'Todo', labels: ['red'], due: '2026-11-15' },
  {
    title: 'c',
    status: 'in_progress',
    dueAt: '2026-11-02T11:00:00+02:00',
    assignees: [person('ada'), person('bob')],
  },
  { title: 'd', status: 'done', section: 'Backlog', completedAt: '2026-10-25T22:30:00Z', due: '2026-01-01' },
  { title: 'e', status: 'done', completedAt: '2026-10-26T12:00:00Z' },
  { title: 'f', status: 'done' },
];
const messages = [
  { text: '1', author: person('ada'), sentAt: '2026-10-31T22:30:00Z' },
  { text: '2', author: person('ada'), sentAt: '2026-10-31T23:30:00Z' },
  { text: '3', author: null, sentAt: '2026-11-01T12:00:00Z' },
  { text: '4', author: person('bob'), sentAt: '2026-01-01T12:00:00Z' },
];
const files = [
  { name: 'A.PDF', path: '/docs/A.PDF', size: 2_000_000, contentModifiedAt: '2024-01-01T00:00:00Z' },
  { name: 'b.pdf', path: '/docs/b.pdf', size: 1_000, contentModifiedAt: '2026-10-01T00:00:00Z' },
  { name: 'c', path: '/c', mimeType: 'image/png', size: null, contentModifiedAt: null },
  { name: 'docs', path: '/docs', kind: 'folder' },
  { name: 'old', path: '/old', size: 7, trashed: true },
];
const at = (local: string) => ({ kind: 'time', local, zone: 'Europe/Berlin' });
const guest = {
  email: 'bob@example.com',
  name: null,
  role: 'required',
  response: 'accepted',
  kind: 'person',
};
const daily = { rules: ['FREQ=DAILY;COUNT=10'], excluded: [at('2026-10-21T09:00:00')], additional: [] };
const events = [
  { title: 'Stand-up', start: at('2026-10-20T09:00:00'), end: at('2026-10-20T09:30:00'), recurrence: daily },
  {
    title: 'Jour fixe',
    start: at('2026-10-22T14:00:00'),
    end: at('2026-10-22T16:00:00'),
    attendees: [guest],
  },
  { title: 'Off', start: { kind: 'date', date: '2026-10-23' }, end: { kind: 'date', date: '2026-10-24' } },
  { title: 'Gone', status: 'cancelled', start: at('2026-10-22T14:00:00'), end: at('2026-10-22T16:00:00') },
  {
    title: 'Odd',
    start: at('2026-10-22T14:00:00'),
    end: at('2026-10-22T16:00:00'),
    recurrence: { ...daily, rules: ['FREQ=SECONDLY'] },
  },
  { title: 'Later', start: at('2027-10-22T14:00:00'), end: at('2027-10-22T16:00:00') },
];
const employees = [
  { displayName: 'Ada', department: 'R&D', location: 'Berlin', hireDate: '2026-03-01' },
  { displayName: 'Bob', department: 'R&D', location: null, status: 'inactive', hireDate: '2020-03-01' },
  { displayName: 'Eve', department: 'Sales', location: 'Berlin' },
];

beforeAll(async () => {
  stage = await startMemoryStage('2026-11-02T09:30:00Z');
  const content = {
    task: tasks,
    message: messages,
    file: files,
    calendar_event: events,
    employee: employees,
  };
  for (const [model, objects] of Object.entries(content)) {
    const made = await stage.sync(stage.acme, model as keyof typeof content, model);
    syncs.set(model, made);
    for (const fields of objects) made.put(fields);
    expect(await made.run()).toMatchObject({
      status: 'succeeded',
      counts: { pulledCreated: objects.length },
    });
  }
});
afterAll(() => stage.stop());

const october = 'from=2026-10-19T00:00:00%2B02:00&to=2026-11-02T00:00:00%2B01:00&timeZone=Europe/Berlin';

describe('statistics', () => {
  it('count tasks by state, label and person, the overdue, and the completed by week of the asker’s zone', async () => {
    const found = await ask(`tasks?${october}`);
    expect(found).toMatchObject({ total: 6, overdue: 2, completedUntimed: 1, leftOut: [] });
    expect(counts(found['byStatus'])).toEqual({ open: 2, in_progress: 1, done: 3 });
    expect(counts(found['byState'])).toEqual({ Todo: 2, null: 4 });
    expect(counts(found['byLabel'])).toEqual({ red: 2, big: 1 });
    expect(counts(found['bySection'])).toEqual({ Backlog: 1, null: 5 });
    expect(found['byPerson']).toEqual([
      { key: 'ada', name: 'ada Example', count: 2 },
      { key: 'bob', name: 'bob Example', count: 1 },
    ]);
    expect(found['byContainer']).toEqual([{ key: sync('task').syncId, name: 'Box task', count: 6 }]);
    // 22:30 in UTC is a Sunday, but Sunday still in Berlin, where winter time began that night.
    expect(found['completedByWeek']).toEqual([
      { week: '2026-10-19', count: 1 },
      { week: '2026-10-26', count: 1 },
    ]);
    const tokyo = await ask(`tasks?from=2026-10-19T00:00:00Z&to=2026-11-01T00:00:00Z&timeZone=Asia/Tokyo`);
    expect(tokyo['completedByWeek']).toEqual([
      { week: '2026-10-19', count: 0 },
      { week: '2026-10-26', count: 2 },
    ]);
  });

  it('count meetings by week, every occurrence for itself', async () => {
    const found = await ask(`events?${october}`);
    expect(found).toMatchObject({ total: 10, hours: 6.5, allDay: 1, unreadable: 1 });
    expect(found['byWeek']).toEqual([
      { week: '2026-10-19', count: 6, hours: 4.5, withAttendees: 1, withoutAttendees: 5, allDay: 1 },
      { week: '2026-10-26', count: 4, hours: 2, withAttendees: 0, withoutAttendees: 4, allDay: 0 },
    ]);
    expect(found['byCalendar']).toEqual([
      { syncId: sync('calendar_event').syncId, name: 'Box calendar_event', count: 10, hours: 6.5 },
    ]);
  });

  it('count files by type, size and folder, and what nobody changed for long', async () => {
    const found = await ask('files');
    expect(found).toMatchObject({ total: 3, bytes: 2_001_000, folders: 1, trashed: 1 });
    expect(found['stale']).toEqual({ count: 1, bytes: 2_000_000 });
    expect(counts(found['byType'])).toEqual({ '.pdf': 2, 'image/png': 1 });
    expect(counts(found['bySize'])).toEqual({ 'under 10 MB': 1, 'under 100 KB': 1, null: 1 });
    expect(counts(found['byFolder'])).toEqual({ '/docs': 2, '/': 1 });
    expect(await ask('files?from=2026-01-01T00:00:00Z')).toMatchObject({ total: 1 });
  });

  it('count messages by author, channel and day', async () => {
    const found = await ask(
      `messages?from=2026-10-31T00:00:00%2B01:00&to=2026-11-03T00:00:00%2B01:00&timeZone=Europe/Berlin`,
    );
    expect(found.total).toBe(3);
    expect(counts(found['byAuthor'])).toEqual({ ada: 2, null: 1 });
    expect(counts(found['byChannel'])).toEqual({ [sync('message').syncId]: 3 });
    expect(found['byDay']).toEqual([
      { day: '2026-10-31', count: 1 },
      { day: '2026-11-01', count: 2 },
      { day: '2026-11-02', count: 0 },
    ]);
  });

  it('count employees by department, location and status, or those hired in a period', async () => {
    const found = await ask('employees');
    expect(counts(found['byDepartment'])).toEqual({ 'R&D': 2, Sales: 1 });
    expect(counts(found['byLocation'])).toEqual({ Berlin: 2, null: 1 });
    expect(counts(found['byStatus'])).toEqual({ active: 2, inactive: 1 });
    expect(await ask('employees?from=2026-01-01T00:00:00Z')).toMatchObject({ total: 1 });
  });

  it('count nothing of another organization, and refuse its syncs', async () => {
    for (const what of ['tasks', 'events', 'files', 'messages', 'employees'])
      expect(await ask(what, stage.other)).toMatchObject({ total: 0, leftOut: [] });
    const { owner, at } = stage.other;
    const answer = await owner.send('GET', at(`/statistics/tasks?syncId=${sync('task').syncId}`));
    expect(answer.status).toBe(404);
  });

  it('refuse a zone that is none, and a period that is none or too long', async () => {
    const { owner, at } = stage.acme;
    for (const query of [
      'timeZone=Mars/Base',
      'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
      'from=1990-01-01T00:00:00Z',
    ])
      expect(await owner.send('GET', at(`/statistics/tasks?${query}`))).toMatchObject({ status: 422 });
  });

  it('count nothing under a consent that was withdrawn, and say so', async () => {
    const more = await stage.sync(stage.acme, 'task', 'second');
    more.put({ title: 'x', status: 'open' });
    await more.run();
    expect(await ask('tasks')).toMatchObject({ total: 7 });
    await stage.acme.owner.post(stage.acme.at(`/consents/${more.consentId}/withdraw`));
    expect(await ask('tasks')).toMatchObject({
      total: 6,
      leftOut: [{ syncId: more.syncId, code: 'consent_withdrawn' }],
    });
    expect(await ask(`tasks?syncId=${more.syncId}`)).toMatchObject({ total: 0, byStatus: [] });
  });
});
