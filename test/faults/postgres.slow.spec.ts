import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, type EmbeddedPostgres, provision, roles, startEmbeddedPostgres } from '#database';
import { migrateDatabase } from '../../src/database-server.js';
import {
  allRecords,
  type DavServer,
  eventsInRecords,
  eventsOnDisk,
  fillCalendar,
  type FaultyCalendar,
  type ProcessHub,
  radicaleMissing,
  startFaultyCalendar,
  startHubProcess,
  startRadicale,
  until,
} from '#support';

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: PostgreSQL that goes away. ${reason}`);

const events = 250;
const longestAnswerMs = 8_000;
/** A place in the pool is waited for twenty seconds. */
const longestWaitMs = 23_000;

interface Asked {
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly type: string;
  readonly text: string;
}

(reason ? describe.skip : describe)('PostgreSQL going away under a hub at work', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'causeway-outage-'));
  const data = path.join(directory, 'postgres');
  let postgres: EmbeddedPostgres;
  let hub: ProcessHub;
  let server: DavServer;
  let world: FaultyCalendar;
  let outages = 0;

  const at = (user: string): Connection => ({ host: data, port: 5432, user, database: 'causeway' });

  beforeAll(async () => {
    [postgres, server] = await Promise.all([startEmbeddedPostgres(data), startRadicale()]);
    await provision(at('postgres'), 'causeway');
    await migrateDatabase(at(roles.owner));
    hub = await startHubProcess({ database: { app: at(roles.app), owner: at(roles.owner) } });
    world = await startFaultyCalendar(hub, server, events);
  }, 120_000);
  afterAll(async () => {
    await hub.stop();
    await world.proxy.stop();
    await Promise.all([postgres.stop(), server.stop()]);
    rmSync(directory, { recursive: true, force: true });
  });

  /** Asks every 50 ms, reads and writes by turns, whether or not earlier requests were answered. */
  const askAllTheTime = () => {
    const { organization } = world.calendar;
    const routes = [
      ['GET', organization.at('/records?limit=5')],
      ['POST', organization.at('/consents')],
      ['GET', organization.at(`/syncs/${world.calendar.syncId}`)],
      ['GET', '/health/ready'],
    ] as const;
    const asked: Promise<Asked>[] = [];
    const timer = setInterval(() => {
      const [method, route] = routes[asked.length % routes.length]!;
      asked.push(ask(method, route));
    }, 50);
    return async () => {
      clearInterval(timer);
      return Promise.all(asked);
    };
  };

  /** A request that gets no answer at all, or none in half a minute, comes back as status 0. */
  const ask = async (method: string, route: string): Promise<Asked> => {
    const began = performance.now();
    const { key } = world.calendar.organization.owner;
    const { status, type, text } = await fetch(`${hub.url}${route}`, {
      method,
      headers: {
        ...(route.startsWith('/health') ? {} : { authorization: `Bearer ${key}` }),
        'content-type': 'application/json',
      },
      signal: AbortSignal.timeout(30_000),
      ...(method === 'POST' ? { body: consent } : {}),
    }).then(
      async response => ({
        status: response.status,
        type: response.headers.get('content-type') ?? '',
        text: await response.text(),
      }),
      (error: unknown) => ({ status: 0, type: '', text: String(error) }),
    );
    return { route, status, ms: performance.now() - began, type, text };
  };

  const kill = (): Promise<void> => {
    process.kill(Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    // Otherwise it would come back at once by itself.
    return postgres.stop();
  };

  const halt = (): (() => void) => {
    const server = Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    const children = readFileSync(`/proc/${server}/task/${server}/children`, 'utf8').trim().split(' ');
    const all = [server, ...children.map(Number)];
    for (const pid of all) process.kill(pid, 'SIGSTOP');
    return () => {
      for (const pid of all) process.kill(pid, 'SIGCONT');
    };
  };

  it('is not ready while it is halted, says so in time, and tells those who wait for a connection', async () => {
    const goOn = halt();
    // More than there are connections: some wait for the halted server itself, the others for one of these.
    const many = Array.from({ length: 40 }, () => ask('GET', world.calendar.organization.at('/consents')));
    const halted = await ask('GET', '/health/ready');
    await sleep(longestWaitMs);
    goOn();
    const answers = await Promise.all(many);
    expect(halted).toMatchObject({ status: 503, type: expect.stringContaining('application/problem+json') });
    expect(halted.ms).toBeLessThan(longestAnswerMs);
    expect(answers.filter(({ status }) => ![200, 503].includes(status))).toEqual([]);
    const told = answers.filter(({ ms }) => ms < longestWaitMs);
    expect(told.length).toBeGreaterThan(20);
    expect(told.map(({ status }) => status)).toEqual(told.map(() => 503));
    expect(await ask('GET', '/health/ready')).toMatchObject({ status: 200 });
    expect(await ask('GET', world.calendar.organization.at('/consents'))).toMatchObject({ status: 200 });
  }, 60_000);

  it.each([
    ['is killed', kill],
    ['is shut down', () => postgres.stop()],
  ])(
    'answers 503 while it %s, and goes on by itself when it is back',
    async (_, goAway) => {
      outages += 1;
      await fillCalendar(server, world.calendar.program.calendar, events, `Event of outage ${outages} no`);
      // Every page slow, so that the outage is in the middle of the run.
      const slow = world.proxy.set({ on: 'multiget', trouble: { does: 'delay', ms: 600 } });
      const begun = world.proxy.counts.multiget;
      const run = await world.begin({ full: true });
      await until(
        async () => world.proxy.counts.multiget - begun,
        count => count >= 2,
      );
      const stopAsking = askAllTheTime();
      await sleep(300);

      await goAway();
      await sleep(3_000);
      const down = await ask('GET', '/health/ready');
      expect(down).toMatchObject({ status: 503, type: expect.stringContaining('application/problem+json') });
      expect(await ask('GET', '/health/live')).toMatchObject({ status: 200 });

      postgres = await startEmbeddedPostgres(data);
      await until(
        () => ask('GET', '/health/ready'),
        ready => ready.status === 200,
        20_000,
      );
      await sleep(500);
      const asked = await stopAsking();
      slow.clear();

      expect(asked.filter(({ status }) => ![200, 201, 503].includes(status))).toEqual([]);
      expect(asked.filter(({ ms }) => ms > longestAnswerMs)).toEqual([]);
      const refused = asked.filter(({ status }) => status === 503);
      expect(refused.length).toBeGreaterThan(10);
      for (const { type, text } of refused) {
        expect(type).toContain('application/problem+json');
        expect(text).not.toMatch(/select |insert |update |postgres|ENOENT|\.s\.PGSQL|terminat/i);
      }
      expect([200, 201]).toContain(asked.at(-1)?.status);

      expect(await world.ended(run)).toMatchObject({ status: 'succeeded' });
      const records = eventsInRecords(await allRecords(world.calendar));
      expect(records.size).toBe(events);
      expect(records).toEqual(eventsOnDisk(server, world.calendar.program.calendar));
    },
    150_000,
  );
});

const consent = JSON.stringify({
  subject: { type: 'end_user', id: 'ada' },
  purpose: 'calendar_sync',
  noticeVersion: '2026-11',
});
