import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BudgetBench, connection, start } from '../testing/budget-bench.js';
import { termsOf } from './budget.js';
import type { Turn } from './limiter.js';

describe('an allowance', () => {
  it('is used by nine tenths and never broken, wherever the vendor’s window lies', async () => {
    for (const [requests, perSeconds] of [
      [50, 10],
      [100, 60],
      [5, 1],
      [300, 10],
      [1, 2],
    ] as const) {
      const bench = new BudgetBench();
      const terms = { ...termsOf('p:client:shared', { requests, perSeconds }) };
      for (let i = 0; i < requests * 6; i += 1) void bench.request([connection, terms]);
      await bench.time.pass(perSeconds * 4000);
      const at = bench.granted.map(grant => grant.at);
      const inWindow = at.map(from => at.filter(t => t >= from && t < from + perSeconds * 1000).length);
      expect(Math.max(...inWindow)).toBeLessThanOrEqual(requests);
      expect(at.length / 4).toBeGreaterThanOrEqual(requests * 0.9);
    }
  });
});

describe('a vendor’s word', () => {
  it('stops the requests when nothing is left, until the count begins anew', async () => {
    const bench = new BudgetBench();
    await bench.request([connection], 0, 30);
    const later = bench.request([connection]);
    await bench.time.pass(29_000);
    expect(bench.granted).toHaveLength(1);
    await bench.time.pass(2_000);
    await later;
    expect(bench.granted[1]?.at).toBe(30_000);
    expect(bench.limiter.state(connection.key)).toEqual({
      remaining: null,
      resetAt: null,
      closedUntil: null,
    });
  });

  it('counts those in flight as not counted yet, and uses what is left to the last', async () => {
    const bench = new BudgetBench();
    await bench.request([connection], 3);
    for (let i = 0; i < 4; i += 1) void bench.turn([connection]);
    await bench.time.pass(1);
    expect(bench.granted).toHaveLength(4);
    expect(bench.limiter.state(connection.key)).toMatchObject({ remaining: 3 });
    await bench.time.pass(61_000);
    expect(bench.granted).toHaveLength(5);
  });

  it('never raises what is left within a window: answers overtake each other', async () => {
    const bench = new BudgetBench();
    await bench.request([connection], 5);
    await bench.request([connection], 9);
    expect(bench.limiter.state(connection.key)).toMatchObject({ remaining: 5 });
    await bench.time.pass(61_000);
    await bench.request([connection], 99);
    expect(bench.limiter.state(connection.key)).toMatchObject({ remaining: 99 });
  });

  it('is never overdrawn, whatever the vendor’s answers tell and in whichever order they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(6), { minLength: 20, maxLength: 60 }), async order => {
        const bench = new BudgetBench();
        let left = 10;
        const inFlight: { turn: Turn; remaining: number }[] = [];
        await bench.request([connection], left, 3600);
        const answerOne = (nth: number): void => {
          const [one] = inFlight.splice(nth % Math.max(1, inFlight.length), 1);
          const resetAt = new Date(start + 3_600_000);
          one?.turn.hear([
            { key: connection.key, reading: { remaining: one.remaining, limit: 10, resetAt } },
          ]);
          one?.turn.release();
        };
        for (const nth of order) {
          void bench.turn([connection]).then(turn => {
            left -= 1;
            if (turn) inFlight.push({ turn, remaining: left });
          });
          await bench.time.pass(1);
          if (nth % 2 === 0) answerOne(nth);
        }
        while (inFlight.length > 0) {
          answerOne(0);
          await bench.time.pass(1);
        }
        expect(left).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('closes for Retry-After: the patient wait, the others are told at once when to come back', async () => {
    const bench = new BudgetBench();
    const turn = await bench.turn([connection]);
    const single = { ...connection, concurrent: 1 };
    const impatient = bench.turn([single], 'o', 5_000);
    const patient = bench.turn([single], 'o', 60_000);
    turn?.hear([{ key: connection.key, isLimited: true, retryAfterMs: 30_000 }]);
    turn?.release();
    await impatient;
    expect(bench.refused.map(({ retryAfterMs }) => retryAfterMs)).toEqual([30_000]);
    await bench.turn([connection], 'o', 5_000);
    expect(bench.refused).toHaveLength(2);
    await bench.time.pass(31_000);
    await patient;
    expect(bench.granted[1]?.at).toBe(30_000);
  });

  it('without a time closes for a second, then for two, and for one again after a good answer', async () => {
    const bench = new BudgetBench();
    const limited = { key: connection.key, isLimited: true };
    const closures: (Date | null | undefined)[] = [];
    for (const words of [[limited, limited], [limited], [{ key: connection.key }], [limited]]) {
      const asked = bench.turn([connection]);
      await bench.time.pass(10_000);
      const turn = await asked;
      turn?.hear(words);
      turn?.release();
      closures.push(bench.limiter.state(connection.key)?.closedUntil);
    }
    const after = closures.map((at, i) => (at ? at.getTime() - start - (i + 1) * 10_000 : null));
    expect(after).toEqual([1_000, 2_000, null, 1_000]);
  });

  it('holds back a request that already had a turn elsewhere', async () => {
    const bench = new BudgetBench();
    const client = { key: 'p:client:shared', requestsPerSecond: 1, concurrent: 10 };
    await bench.request([connection, client]);
    const waiting = bench.turn([connection, client]);
    bench.limiter.close(connection.key, 5_000);
    await bench.time.pass(4_000);
    expect(bench.granted).toHaveLength(1);
    await bench.time.pass(3_000);
    expect(await waiting).not.toBeNull();
    expect(bench.granted[1]?.at).toBeGreaterThanOrEqual(5_000);
  });

  it('for one connection stops no other', async () => {
    const bench = new BudgetBench();
    bench.limiter.close(connection.key, 60_000);
    await bench.request([{ ...connection, key: 'p:connection:other' }]);
    expect(bench.granted).toHaveLength(1);
  });
});
