import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type BulkAnswer,
  type BulkAuditEvent,
  idle,
  type MemoryStage,
  type MemorySync,
  startMemoryStage,
  until,
} from '#support';

let stage: MemoryStage;
let tasks: MemorySync;

const path = (rest: string): string => stage.acme.at(`/records/bulk${rest}`);
const bulk = (items: readonly unknown[], more: object = {}) =>
  stage.acme.owner.post<BulkAnswer>(path(''), { items, ...more });
const matching = (body: object) => stage.acme.owner.post<BulkAnswer>(path('/matching'), body);
const create = (title: string, more: object = {}) => ({
  ...{ action: 'create', syncId: tasks.syncId, fields: { title, ...more } },
});
const remoteTitles = (sync = tasks): string[] =>
  [...sync.remote.objects.values()].map(({ fields }) => String(fields['title'])).sort();
const arrived = (expected: readonly string[], sync = tasks) =>
  until(
    async () => remoteTitles(sync),
    titles => titles.join() === [...expected].sort().join(),
  );
const audited = async (syncId: string): Promise<BulkAuditEvent[]> => {
  const page = await stage.acme.owner.get<{ data: BulkAuditEvent[] }>(
    stage.acme.at('/audit?action=records.bulk_written&limit=100'),
  );
  return page.data.filter(({ target }) => target.id === syncId);
};
const rest = (sync = tasks) => idle(stage.acme.owner, stage.acme.at(`/syncs/${sync.syncId}`));

beforeAll(async () => {
  stage = await startMemoryStage();
  tasks = await stage.sync(stage.acme, 'task', 'tasks');
});
afterAll(() => stage.stop());

describe('bulk writing', () => {
  it('creates, changes, completes and deletes in one call, and all of it reaches the provider', async () => {
    const made = await bulk(['a', 'b', 'c', 'd'].map(title => create(title)));
    expect(made.counts).toEqual({ accepted: 4, unchanged: 0, refused: 0 });
    const [a, b, c, d] = made.data.map(({ id }) => id);
    await arrived(['a', 'b', 'c', 'd']);
    const answer = await bulk([
      { action: 'change', id: a, fields: { title: 'A', labels: ['red'] } },
      { action: 'complete', id: b },
      { action: 'delete', id: c },
      { action: 'change', id: d, fields: { title: 'd' } },
      create('e'),
    ]);
    expect(answer.data.map(({ status }) => status)).toEqual([202, 202, 202, 200, 202]);
    expect(answer.data.slice(0, 4).map(({ id }) => id)).toEqual([a, b, c, d]);
    await arrived(['A', 'b', 'd', 'e']);
    const done = [...tasks.remote.objects.values()].filter(({ fields }) => fields['status'] === 'done');
    expect(done.map(({ fields }) => fields['title'])).toEqual(['b']);
  });

  it('answers each item for itself, in order, naming what is wrong', async () => {
    const pulled = await stage.sync(stage.acme, 'task', 'pulled', { direction: 'pull' });
    const events = await stage.sync(stage.acme, 'calendar_event', 'events');
    const time = (local: string) => ({ kind: 'time', local, zone: 'UTC' });
    const fields = { title: 'Meeting', start: time('2026-03-01T09:00:00'), end: time('2026-03-01T10:00:00') };
    const meeting = await bulk([{ action: 'create', syncId: events.syncId, fields }]);
    const good = await bulk([create('good')]);
    const id = good.data[0]!.id;
    const missing = '00000000-0000-4000-8000-000000000000';
    const { data } = await bulk([
      create('first'),
      create(''),
      { action: 'change', id, fields: { title: 'x' }, revision: 99 },
      { action: 'change', id, fields: { priority: 'enormous' } },
      { action: 'change', id, fields: { url: 'https://example.com' } },
      { action: 'complete', id: meeting.data[0]!.id },
      { action: 'delete', id: missing },
      { action: 'create', syncId: missing, fields: {} },
      { action: 'create', syncId: pulled.syncId, fields: { title: 'x' } },
      { action: 'explode', id },
      null,
      { action: 'delete', id: 'nobody' },
      create('last'),
    ]);
    expect(
      data.map(({ status, problem }) => [status, problem?.code ?? null, problem?.errors?.[0]?.path]),
    ).toEqual([
      [202, null, undefined],
      [422, 'validation_failed', 'fields.title'],
      [409, 'revision_outdated', undefined],
      [422, 'validation_failed', 'fields.priority'],
      [422, 'validation_failed', 'fields.url'],
      [422, 'validation_failed', 'action'],
      [404, 'not_found', undefined],
      [404, 'not_found', undefined],
      [409, 'sync_read_only', undefined],
      [422, 'validation_failed', 'action'],
      [422, 'validation_failed', 'item'],
      [422, 'validation_failed', 'id'],
      [202, null, undefined],
    ]);
    expect(data[2]!.problem).toMatchObject({ currentRevision: 1, title: 'Conflict', status: 409 });
    await arrived(['A', 'b', 'd', 'e', 'good', 'first', 'last']);
  });

  it('lets a later item of a record go on from an earlier one, and keeps every version', async () => {
    const [made] = (await bulk([create('one')])).data;
    const id = made!.id;
    await rest();
    const { data } = await bulk([
      { action: 'change', id, fields: { title: 'two' } },
      { action: 'change', id, fields: { title: 'three' } },
      { action: 'delete', id },
      { action: 'change', id, fields: { title: 'four' } },
    ]);
    expect(data.map(({ status }) => status)).toEqual([202, 202, 202, 404]);
    const history = await stage.acme.owner.get<{ data: { fields: { title: string } }[] }>(
      stage.acme.at(`/records/${id}/history`),
    );
    const titles = history.data.map(({ fields }) => fields.title);
    expect(titles.slice(0, 4)).toEqual(['three', 'three', 'two', 'one']);
    await arrived(['A', 'b', 'd', 'e', 'good', 'first', 'last']);
  });

  it('writes many in slices, audits each slice once, and wakes the sync', async () => {
    const many = await stage.sync(stage.acme, 'task', 'many');
    const items = Array.from({ length: 450 }, (_, at) => ({
      ...{ action: 'create', syncId: many.syncId, fields: { title: at === 300 ? '' : `task ${at}` } },
    }));
    const answer = await bulk(items);
    expect(answer.counts).toEqual({ accepted: 449, unchanged: 0, refused: 1 });
    expect(answer.data.findIndex(({ problem }) => problem !== null)).toBe(300);
    const events = await audited(many.syncId);
    expect(events).toHaveLength(3);
    expect(events.reduce((sum, { details }) => sum + details.created, 0)).toBe(449);
    expect(new Set(events.flatMap(({ details }) => details.recordIds)).size).toBe(449);
    await until(
      async () => many.remote.objects.size,
      size => size > 0,
    );
    expect((await stage.acme.owner.send('POST', path(''), { items: Array(1_001).fill(null) })).status).toBe(
      422,
    );
  });

  it('repeats its answer for a repeated Idempotency-Key and writes nothing again', async () => {
    const twice = await stage.sync(stage.acme, 'task', 'twice');
    const items = [{ action: 'create', syncId: twice.syncId, fields: { title: 'once' } }];
    const headers = { 'idempotency-key': 'bulk-1' };
    const first = await stage.acme.owner.send('POST', path(''), { items }, headers);
    const second = await stage.acme.owner.send('POST', path(''), { items }, headers);
    expect([second.status, second.headers.get('idempotency-replayed'), second.body]).toEqual([
      200,
      'true',
      first.body,
    ]);
    expect(await twice.records()).toHaveLength(1);
  });

  it('touches nothing of another organization', async () => {
    const [record] = await tasks.records();
    const items = [{ action: 'delete', id: record!.id }, create('intruder')];
    const { owner, at } = stage.other;
    const answer = await owner.post<BulkAnswer>(at('/records/bulk'), { items });
    expect(answer.data.map(({ status }) => status)).toEqual([404, 404]);
    const filter = { syncId: tasks.syncId };
    const byFilter = await owner.send('POST', at('/records/bulk/matching'), { filter, action: 'delete' });
    expect(byFilter.status).toBe(404);
  });
});

describe('bulk deletion', () => {
  it('of too much asks for a confirmation before anything is done', async () => {
    const few = await stage.sync(stage.acme, 'task', 'few');
    const made = await bulk(
      ['a', 'b'].map(title => ({ action: 'create', syncId: few.syncId, fields: { title } })),
    );
    await arrived(['a', 'b'], few);
    await rest(few);
    const items = made.data.map(({ id }) => ({ action: 'delete', id }));
    const refused = await stage.acme.owner.send('POST', path(''), { items });
    expect(refused).toMatchObject({ status: 409, body: { code: 'bulk_delete_unconfirmed', confirm: 2 } });
    expect(await stage.acme.owner.send('POST', path(''), { items, confirm: 1 })).toMatchObject({
      status: 409,
    });
    expect((await few.records()).filter(({ deleted }) => deleted)).toEqual([]);
    expect((await bulk(items.slice(0, 1))).counts.accepted).toBe(1);
    await arrived(['b'], few);
    await rest(few);
    expect((await bulk(items, { confirm: 2 })).data.map(({ status }) => status)).toEqual([404, 202]);
  });
});

describe('bulk writing by filter', () => {
  let board: MemorySync;
  beforeAll(async () => {
    board = await stage.sync(stage.acme, 'task', 'board');
    for (let at = 0; at < 30; at += 1)
      board.put({
        title: `t${at}`,
        status: at < 12 ? 'open' : 'in_progress',
        labels: at % 2 ? ['odd', 'x'] : [],
      });
    await board.run();
  });
  const filter = (fields: object) => ({ syncId: board.syncId, fields });

  it('counts first and changes nothing', async () => {
    const dry = await matching({ filter: filter({ status: 'open' }), action: 'delete', dryRun: true });
    expect(dry).toMatchObject({ matched: 12, needsConfirm: 12, data: [], nextCursor: null });
    const change = { filter: filter({ labels: ['odd'] }), action: 'complete', dryRun: true };
    expect(await matching(change)).toMatchObject({ matched: 15, needsConfirm: null });
    expect((await board.records()).every(({ state, deleted }) => state === 'clean' && !deleted)).toBe(true);
  });

  it('changes and completes what it finds', async () => {
    const wish = { filter: filter({ labels: ['odd'] }), action: 'change', fields: { priority: 'high' } };
    const changed = await matching(wish);
    expect(changed).toMatchObject({ matched: 15, counts: { accepted: 15 }, nextCursor: null });
    await matching({ filter: filter({ status: 'in_progress' }), action: 'complete' });
    await until(
      async () => [...board.remote.objects.values()].map(({ fields }) => fields),
      all =>
        all.filter(({ priority }) => priority === 'high').length === 15 &&
        all.filter(({ status }) => status === 'done').length === 18,
    );
    expect((await matching(wish)).counts).toEqual({ accepted: 0, unchanged: 15, refused: 0 });
  });

  it('deletes too much only when told how much', async () => {
    await rest(board);
    const wish = { filter: filter({ status: 'open' }), action: 'delete' };
    const refused = await stage.acme.owner.send('POST', path('/matching'), wish);
    expect(refused).toMatchObject({ status: 409, body: { code: 'bulk_delete_unconfirmed', confirm: 12 } });
    expect((await matching({ ...wish, confirm: 12 })).counts.accepted).toBe(12);
    expect((await board.records()).filter(({ deleted }) => deleted)).toHaveLength(12);
  });

  it('refuses a filter without bounds, and fields that belong to no change', async () => {
    for (const body of [
      { filter: {}, action: 'delete' },
      { filter: filter({}), action: 'change' },
      { filter: filter({}), action: 'delete', fields: { title: 'x' } },
      { filter: { model: 'spaceship' }, action: 'delete' },
    ])
      expect((await stage.acme.owner.send('POST', path('/matching'), body)).status).toBe(422);
  });
});
