import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BudgetBench, connection } from '../testing/budget-bench.js';
import { type BudgetLedger, unpacedTerms } from './budget.js';
import { FairLine } from './fair-line.js';
import { TurnRefused } from './lane.js';

describe('a line', () => {
  it('gives every share its turn: a thousand of one never hold up the first of another', async () => {
    const bench = new BudgetBench();
    const client = { key: 'p:client:shared', requestsPerSecond: 1, concurrent: 10 };
    for (let i = 0; i < 1000; i += 1)
      void bench.turn([{ ...connection, key: `p:connection:${i}` }, client], 'noisy');
    await bench.time.pass(2_500);
    const before = bench.granted.length;
    void bench
      .turn([{ ...connection, key: 'p:connection:quiet' }, client], 'quiet')
      .then(turn => turn?.release());
    await bench.time.pass(10_000);
    const turnsUntil = bench.granted.slice(before).findIndex(({ share }) => share === 'quiet');
    expect(turnsUntil).toBeGreaterThanOrEqual(0);
    expect(turnsUntil).toBeLessThanOrEqual(1);
  });

  it('knows how many turns are given before one that joins', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 }),
        fc.constantFrom('a', 'd'),
        (shares, mine) => {
          const line = new FairLine<number>();
          shares.forEach((share, i) => line.join(share, i));
          const expected = line.ahead(mine);
          line.join(mine, -1);
          let turns = 0;
          while (line.next() !== -1) turns += 1;
          // Whether the other shares have had this round's turn already is not asked.
          expect(turns).toBeLessThanOrEqual(expected);
          expect(turns).toBeGreaterThanOrEqual(expected - 2);
        },
      ),
    );
  });

  it('sends those away whose turn is too far off, and says when to come back', async () => {
    const bench = new BudgetBench();
    const client = { key: 'p:client:shared', requestsPerSecond: 2, burst: 1, concurrent: 100 };
    for (let i = 0; i < 30; i += 1) void bench.turn([{ ...connection, key: `c${i}` }, client], 'o', 5_000);
    await bench.time.pass(0);
    expect([...bench.limiter.waiting()]).toEqual([['p:client:shared', 10]]);
    expect(bench.refused).toHaveLength(19);
    for (const { retryAfterMs } of bench.refused) expect(retryAfterMs).toBeGreaterThan(3_000);
  });
});

describe('a crowd', () => {
  const client = { key: 'p:client:shared', requestsPerSecond: 1, burst: 1, concurrent: 100 };
  /** Comes back as often as it is sent away, as a parked run does; answers how often it asked. */
  const persist = async (bench: BudgetBench, share: string): Promise<number> => {
    for (let asked = 1; ; asked += 1) {
      const answer = await bench.answer([client], share, 5_000);
      if (!(answer instanceof TurnRefused)) {
        answer.release();
        return asked;
      }
      await bench.time.sleep(answer.retryAfterMs);
    }
  };

  it('that was sent away comes back at the budget’s pace, and leaves nothing unused', async () => {
    const bench = new BudgetBench();
    const asked = Promise.all(Array.from({ length: 200 }, () => persist(bench, 'o')));
    await bench.time.pass(205_000);
    expect(bench.granted).toHaveLength(200);
    expect((await asked).reduce((sum, times) => sum + times, 0)).toBeLessThan(500);
  });

  it('comes back at the same pace after the vendor closed the budget', async () => {
    const bench = new BudgetBench();
    bench.limiter.close(client.key, 60_000);
    void bench.turn([client], 'o', 5_000);
    const asked = Promise.all(Array.from({ length: 100 }, () => persist(bench, 'o')));
    await bench.time.pass(166_000);
    expect(bench.granted).toHaveLength(100);
    expect((await asked).reduce((sum, times) => sum + times, 0)).toBeLessThan(250);
  });

  it('puts off another organization’s next appointment by no more than its part', async () => {
    const bench = new BudgetBench();
    const crowd = Array.from({ length: 300 }, () => persist(bench, 'noisy'));
    await bench.time.pass(1_000);
    bench.limiter.close(client.key, 10_000);
    const answer = await bench.answer([client], 'quiet', 5_000);
    expect(answer).toBeInstanceOf(TurnRefused);
    expect(answer).toHaveProperty('retryAfterMs', 10_000);
    await bench.time.pass(700_000);
    await Promise.all(crowd);
  });
});

describe('a shared budget', () => {
  it('takes from the ledger what it has requests for, and no more', async () => {
    const asked: number[] = [];
    const told: [string, number][] = [];
    let stock = 3;
    const ledger: BudgetLedger = {
      take: (_, want) => {
        asked.push(want);
        const granted = Math.min(want, stock);
        stock -= granted;
        return Promise.resolve({ granted, waitMs: 100, closedForMs: 0 });
      },
      close: (key, milliseconds) => told.push([key, milliseconds]),
    };
    const bench = new BudgetBench({ ledger });
    const client = { key: 'p:client:shared', requestsPerSecond: 10, concurrent: 100, isShared: true };
    const turns = [1, 2, 3, 4].map(() => bench.turn([client]));
    await bench.time.pass(50);
    expect(bench.granted).toHaveLength(3);
    stock = 1;
    await bench.time.pass(100);
    expect(bench.granted).toHaveLength(4);
    expect(asked.reduce((sum, want) => sum + want, 0)).toBeLessThanOrEqual(1 + 3 + 3 + 1 + 1);
    const last = await turns[3];
    last?.hear([{ key: client.key, isLimited: true, retryAfterMs: 20_000 }]);
    expect(told).toEqual([['p:client:shared', 20_000]]);
  });

  it('closes when another process was told so', async () => {
    const ledger: BudgetLedger = {
      take: () => Promise.resolve({ granted: 0, waitMs: 0, closedForMs: 9_000 }),
      close: () => undefined,
    };
    const bench = new BudgetBench({ ledger });
    await bench.turn([{ ...unpacedTerms('p:client:shared'), isShared: true }], 'o', 5_000);
    expect(bench.refused.map(({ retryAfterMs }) => retryAfterMs)).toEqual([9_000]);
  });
});
