import { describe, expect, it } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  createFromRemote,
  createLocally,
  type DecisionContext,
  editLocally,
  type SyncRecord,
} from '#records';
import type { PullPage, RemoteUpsert } from '#provider-sdk';
import { type Checkpoint, startCheckpoint } from '../run/checkpoint.js';
import { noteModel } from '../testing/note-model.js';
import { memorySession } from '../testing/session.js';
import { note } from '../testing/world.js';
import { rehearse } from './rehearse.js';
import type { Reread } from './reread.js';
import { noRecords, type RecordSource } from './source.js';

const pageSize = 500;
const at = new Date('2026-01-01T00:00:00Z');
const context: DecisionContext = { model: noteModel, direction: 'two_way', policyFor: () => 'merge' };
const long = 'x'.repeat(2_000);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const idOf = (n: number): string => `r${String(n).padStart(6, '0')}`;
const objectOf = (n: number, version: string): RemoteUpsert => ({
  kind: 'upsert',
  remoteId: `https://calendar.example/${'folder/'.repeat(8)}${n}`,
  version,
  fields: note(`n${n}`, { body: `${n} ${long}`, place: version }),
  data: long,
  modifiedAt: at,
});

async function* pages(size: number, version: string): AsyncGenerator<PullPage> {
  for (let start = 0; start < size; start += pageSize) {
    const changes = Array.from({ length: pageSize }, (_, n) => objectOf(start + n, version));
    yield { changes, unchanged: [], listing: true, cursor: 'c', last: start + pageSize >= size };
  }
}

const rehearsal = (size: number, source: RecordSource, version: string, reread: Reread | null = null) => {
  collectGarbage();
  const heap = [process.memoryUsage().heapUsed];
  let ids = 0;
  let steps = 0;
  const measure = ({ phase }: Checkpoint): void => {
    if ((steps += 1) % (phase === 'push' ? 4_000 : 20) !== 0) return;
    collectGarbage();
    heap.push(process.memoryUsage().heapUsed);
  };
  const done = rehearse({
    request: {
      ...context,
      runId: 'rehearsal',
      modelName: 'calendar_event',
      containerId: 'notes',
      checkpoint: startCheckpoint(null),
    },
    source,
    reread,
    provider: { pull: () => pages(size, version), push: () => Promise.reject(new Error('nothing is sent')) },
    session: memorySession(() => at),
    gate: () => Promise.resolve(),
    newId: () => `s${(ids += 1)}`,
    control: () => Promise.resolve('run'),
    onProgress: measure,
  });
  return { done, heap };
};

/** Records that were all edited here, made when they are asked for. */
const edited = (size: number): RecordSource => {
  const numbers = new Map(Array.from({ length: size }, (_, n) => [objectOf(n, 'v1').remoteId, n]));
  const record = (n: number): SyncRecord => {
    const stored = createFromRemote(idOf(n), objectOf(n, 'v1'));
    return editLocally(context, stored, { ...stored.fields, title: `mine ${n}` }, at).after ?? stored;
  };
  const range = (after: string | null, limit: number): number[] => {
    const start = after === null ? 0 : Number(after.slice(1)) + 1;
    return Array.from({ length: Math.max(0, Math.min(limit, size - start)) }, (_, n) => start + n);
  };
  return {
    ...noRecords,
    byRemoteIds: async ids => ids.map(id => record(numbers.get(id) ?? 0)),
    byIds: async ids => ids.map(id => record(Number(id.slice(1)))),
    linked: async ({ after, limit }) =>
      range(after, limit).map(n => ({
        id: idOf(n),
        remoteId: objectOf(n, 'v1').remoteId,
        version: 'v1',
        staged: false,
      })),
    inState: async (state, { after, limit }) => (state === 'dirty' ? range(after, limit).map(record) : []),
    totals: async () => ({ ...(await noRecords.totals()), linked: size, lastDirtyId: idOf(size - 1) }),
  };
};

const growthOf = (heap: readonly number[]): number => Math.max(...heap) - (heap[0] ?? 0);

describe('a dry run of very many objects', () => {
  it('keeps ids and counts of what is new, not the objects', async () => {
    const size = 100_000;
    const { done, heap } = rehearsal(size, noRecords, 'v1');
    const { end, findings, counts } = await done;
    expect([end.kind, counts.pulledCreated, findings.hub.create.count]).toEqual(['succeeded', size, size]);
    expect(findings.hub.create.samples).toHaveLength(20);
    expect(JSON.stringify(findings).length).toBeLessThan(50_000);
    // The objects have 4,000 bytes each.
    expect(growthOf(heap) / size).toBeLessThan(400);
  });

  it('keeps ids and counts of what is changed on both sides', async () => {
    const size = 20_000;
    const { done, heap } = rehearsal(size, edited(size), 'v2');
    const { end, findings, counts } = await done;
    expect([end.kind, counts.pulledUpdated, counts.pushedUpdated]).toEqual(['succeeded', size, size]);
    expect(findings.provider.update.samples).toHaveLength(20);
    expect(findings.provider.update.samples[0]?.fields).toEqual({
      title: { before: 'n0', after: 'mine 0' },
    });
    expect(growthOf(heap) / size).toBeLessThan(800);
  });

  it('keeps nothing of stored records that are read anew, and reads them again', async () => {
    const size = 20_000;
    const anew = (before: SyncRecord): SyncRecord => ({
      ...before,
      fields: { ...before.fields, place: 'anew' },
      base: { ...before.base, place: 'anew' },
    });
    const read = (records: readonly SyncRecord[]) =>
      records.map(before => ({ before, after: anew(before), cause: 'remapped' as const, superseded: [] }));
    const { done, heap } = rehearsal(size, edited(size), 'v1', { size: 200, read });
    const { end, findings, counts } = await done;
    expect([end.kind, findings.hub.update.count, counts.pulledUpdated]).toEqual(['succeeded', size, 0]);
    expect(findings.provider.update.samples[0]?.fields).toEqual({
      title: { before: 'n0', after: 'mine 0' },
    });
    expect(growthOf(heap) / size).toBeLessThan(400);
  });
});

describe('a dry run', () => {
  it('says that a creation whose answer was lost may be there already', async () => {
    const made = createLocally('r1', note('mine'), at);
    const sent: SyncRecord = { ...made, unanswered: [made.fields] };
    const source: RecordSource = {
      ...noRecords,
      inState: async (state, { after }) => (state === 'dirty' && after === null ? [sent] : []),
      byIds: async () => [sent],
      totals: async () => ({ ...(await noRecords.totals()), lastDirtyId: 'r1' }),
    };
    const { findings } = await rehearse({
      request: {
        ...context,
        runId: 'rehearsal',
        modelName: 'calendar_event',
        containerId: 'notes',
        checkpoint: startCheckpoint('c'),
      },
      source,
      provider: {
        pull: async function* () {
          yield { changes: [], unchanged: [], listing: false, cursor: 'c', last: true };
        },
        push: () => Promise.reject(new Error('nothing is sent')),
      },
      session: memorySession(() => at),
      gate: () => Promise.resolve(),
      newId: () => 'unused',
      control: () => Promise.resolve('run'),
    });
    expect(findings).toMatchObject({ uncertain: 1, provider: { create: { count: 1 } } });
  });
});
