import { describe, expect, it } from '@jest/globals';
import { GroupCommit, GroupFull, type GroupOptions } from './group-commit.js';

const group = (
  write: (rows: readonly number[]) => Promise<readonly number[]>,
  more: Partial<GroupOptions<number, number>> = {},
) =>
  new GroupCommit<number, number>({
    maxRows: 10,
    maxBytes: 1_000,
    inFlight: 1,
    maxWaiting: 1_000,
    gatherMs: 0,
    enough: 1,
    sizeOf: () => 1,
    write,
    isRowsFault: error => error instanceof RangeError,
    ...more,
  });
const later = () => new Promise(resolve => setTimeout(resolve, 5));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('writers that come together', () => {
  it('share a write, and each gets its own answer', async () => {
    const batches: number[] = [];
    const commit = group(async rows => {
      batches.push(rows.length);
      await later();
      return rows.map(row => row * 2);
    });
    const answers = await Promise.all(upTo(25).map(row => commit.add(row)));
    expect(answers).toEqual(upTo(25).map(row => row * 2));
    expect(batches).toEqual([10, 10, 5]);
  });

  it('do not wait for company', async () => {
    const commit = group(rows => Promise.resolve(rows));
    expect(await commit.add(7)).toBe(7);
  });

  describe('soon after a batch has left', () => {
    const noted = (more: Partial<GroupOptions<number, number>>) => {
      const batches: number[] = [];
      const write = (rows: readonly number[]) => {
        batches.push(rows.length);
        return Promise.resolve(rows);
      };
      return { batches, commit: group(write, more) };
    };

    it('gather until they are enough', async () => {
      const { batches, commit } = noted({ gatherMs: 60_000, enough: 3 });
      await commit.add(0);
      const early = [commit.add(1), commit.add(2)];
      await later();
      expect(batches).toEqual([1]);
      await Promise.all([...early, commit.add(3)]);
      expect(batches).toEqual([1, 3]);
    });

    it('gather for a while at most', async () => {
      const { batches, commit } = noted({ gatherMs: 20, enough: 3 });
      await commit.add(0);
      await Promise.all([commit.add(1), commit.add(2)]);
      expect(batches).toEqual([1, 2]);
    });
  });

  it('are not refused for a neighbour that cannot be written', async () => {
    const commit = group(rows =>
      rows.includes(3) ? Promise.reject(new RangeError()) : Promise.resolve(rows),
    );
    const outcomes = await Promise.allSettled(upTo(6).map(row => commit.add(row)));
    expect(outcomes.map(({ status }) => status)).toEqual(
      upTo(6).map(row => (row === 3 ? 'rejected' : 'fulfilled')),
    );
  });

  it('are all refused, and once, when the server is away', async () => {
    let writes = 0;
    const commit = group(() => {
      writes += 1;
      return Promise.reject(new Error('away'));
    });
    const outcomes = await Promise.allSettled(upTo(6).map(row => commit.add(row)));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(writes).toBe(1);
  });

  it('are limited in bytes, but one that is larger goes alone', async () => {
    const batches: number[][] = [];
    const write = (rows: readonly number[]) => {
      batches.push([...rows]);
      return Promise.resolve(rows);
    };
    const commit = group(write, { maxBytes: 100, sizeOf: row => row });
    await Promise.all([60, 30, 500, 20].map(row => commit.add(row)));
    expect(batches).toEqual([[60, 30], [500], [20]]);
  });

  it('are refused when too many wait', async () => {
    const commit = group(async rows => (await later(), rows), { maxWaiting: 3 });
    const outcomes = await Promise.allSettled(upTo(5).map(row => commit.add(row)));
    const refused = outcomes.filter(outcome => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => reason as unknown)).toEqual([
      expect.any(GroupFull),
      expect.any(GroupFull),
    ]);
  });
});
