import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MikroORM } from '@mikro-orm/postgresql';
import { Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { connectionOptions } from '#database';
import { QueueDatabase, until } from './testing/queue-database.js';
import { claimTick } from './tick-claim.js';
import { milliseconds } from './tick.js';
import { Ticks } from './ticks.js';

Logger.overrideLogger(false); // Failures are part of the tests.
let database: QueueDatabase;
let orm: MikroORM;
const schedulers: Ticks[] = [];

const scheduler = (): Ticks => {
  const ticks = new Ticks(orm, new SchedulerRegistry());
  schedulers.push(ticks);
  return ticks;
};

const setLastRun = (name: string, at: string): Promise<unknown> =>
  orm.em.fork().execute(`insert into job_tick values (?, ${at})`, [name]);

beforeAll(async () => {
  database = await QueueDatabase.start();
  orm = await MikroORM.init({
    ...connectionOptions(database.as()),
    entities: [],
    discovery: { warnWhenNoEntities: false },
  });
});
afterEach(() => Promise.all(schedulers.splice(0).map(ticks => ticks.stop())));
afterAll(async () => {
  await orm.close();
  await database.stop();
});

describe('a tick', () => {
  it('runs once per interval, however many schedulers announce it', async () => {
    const times: number[] = [];
    const tick = { name: 'shared', everyMs: 400, run: () => Promise.resolve(times.push(performance.now())) };
    const first = scheduler();
    first.every(tick);
    await sleep(150);
    const others = [scheduler(), scheduler()];
    for (const other of others) other.every(tick);
    await until(() => times.length === 6, 'six ticks');
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    expect(Math.min(...gaps)).toBeGreaterThan(380);
    expect(Math.max(...gaps)).toBeLessThan(600);
  });

  it('goes on in another process when the one that ran it stops', async () => {
    const ran: string[] = [];
    const [one, two] = [scheduler(), scheduler()];
    one.every({ name: 'passed-on', everyMs: 200, run: () => Promise.resolve(ran.push('one')) });
    await until(() => ran.length === 1, 'the first ran it');
    two.every({ name: 'passed-on', everyMs: 200, run: () => Promise.resolve(ran.push('two')) });
    await one.stop();
    const sofar = ran.length;
    await until(() => ran.length >= sofar + 2, 'the second ran it');
    expect(ran.slice(sofar)).toEqual(ran.slice(sofar).map(() => 'two'));
  });

  it('that throws comes again after its interval', async () => {
    let runs = 0;
    const fail = (): Promise<never> => {
      runs += 1;
      return Promise.reject(new Error('no luck'));
    };
    scheduler().every({ name: 'failing', everyMs: 100, run: fail });
    await until(() => runs === 3, 'it ran three times');
  });

  it('is waited for when its process stops, and does not run afterwards', async () => {
    let [begun, ended] = [0, 0];
    const ticks = scheduler();
    const run = async (): Promise<void> => {
      begun += 1;
      await sleep(300);
      ended += 1;
    };
    ticks.every({ name: 'stopping', everyMs: 50, run });
    await until(() => begun === 1, 'it runs');
    await ticks.stop();
    expect([begun, ended]).toEqual([1, 1]);
    await sleep(200);
    expect(begun).toBe(1);
  });
});

describe('the claim of a tick', () => {
  it('is won by exactly one of many at the same instant', async () => {
    await setLastRun('contended', `now() - interval '1 hour'`);
    const claims = await Promise.all(
      Array.from({ length: 12 }, () => claimTick(orm.em.fork(), 'contended', 60_000)),
    );
    expect(claims.filter(claim => claim.won)).toHaveLength(1);
  });

  it('tells the losers how long the interval still lasts', async () => {
    await setLastRun('lately', `now() - interval '20 seconds'`);
    const claim = await claimTick(orm.em.fork(), 'lately', 30_000);
    expect(claim.won).toBe(false);
    expect(claim.waitMs).toBeGreaterThan(9000);
    expect(claim.waitMs).toBeLessThanOrEqual(10_000);
  });

  it('is not lost for long to a clock that was set back', async () => {
    await setLastRun('future', `now() + interval '3 days'`);
    expect((await claimTick(orm.em.fork(), 'future', 1000)).won).toBe(true);
  });
});

describe('a duration', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['6h', 21_600_000],
    ['1d', 86_400_000],
  ] as const)('%s is %i milliseconds', (duration, expected) => {
    expect(milliseconds(duration)).toBe(expected);
  });

  it('that is not understood is refused', () => {
    expect(() => milliseconds('-5s')).toThrow('is no duration');
  });
});
