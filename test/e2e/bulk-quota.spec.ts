import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BulkAnswer, Caller, type MemoryStage, type MemorySync, startMemoryStage } from '#support';

let stage: MemoryStage;
let tasks: MemorySync;

beforeAll(async () => {
  stage = await startMemoryStage();
  tasks = await stage.sync(stage.acme, 'task', 'tasks');
});
afterAll(() => stage.stop());

const limit = (records: number | null) =>
  new Caller(stage.hub.url, stage.hub.operatorKey).ok(
    'PUT',
    `/admin/v1/organizations/${stage.acme.id}/quotas`,
    {
      ...{ connections: null, syncs: null, records },
    },
  );
const bulk = (items: readonly object[]) =>
  stage.acme.owner.post<BulkAnswer>(stage.acme.at('/records/bulk'), { items });
const create = (title: string) => ({ action: 'create', syncId: tasks.syncId, fields: { title } });
const titles = async (): Promise<string[]> => {
  const path = stage.acme.at('/records?model=task');
  const { data } = await stage.acme.owner.get<{ data: { fields: { title: string } }[] }>(path);
  return data.map(({ fields }) => fields.title).sort();
};

describe('bulk creation in an organization that may have so many records', () => {
  it('refuses each one beyond, makes the others whole, and wrong ones take no room', async () => {
    await limit(3);
    const first = await bulk([create('a'), create(''), create('b')]);
    expect(first.counts).toEqual({ accepted: 2, unchanged: 0, refused: 1 });
    const change = { action: 'change', id: first.data[0]?.id, fields: { title: 'A' } };
    const { data } = await bulk([create('c'), create('d'), change, create('e')]);
    expect(data.map(({ status, problem }) => [status, problem?.code ?? null])).toEqual([
      [202, null],
      [409, 'quota_exceeded'],
      [202, null],
      [409, 'quota_exceeded'],
    ]);
    expect(data[1]).toMatchObject({ id: null, problem: { quota: 'records', limit: 3, used: 3 } });
    expect(await titles()).toEqual(['A', 'b', 'c']);
  });

  it('makes no more than that when calls come at the same time, also in several slices', async () => {
    await limit(13);
    const many = (from: string) => bulk(Array.from({ length: 205 }, (_, at) => create(`${from}${at}`)));
    const answers = await Promise.all([many('x'), many('y')]);
    expect(answers.reduce((sum, { counts }) => sum + counts.accepted, 0)).toBe(10);
    expect(await titles()).toHaveLength(13);
    await limit(null);
    expect((await bulk([create('z')])).counts.accepted).toBe(1);
  });
});
