import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { agree, register } from '#support';
import { engines, type RedisOutage, RedisServer } from '../../libs/jobs/testing/redis-server.js';
import { deliveryLedger, inboundLedger, longestWaits, notOnce, untilDrained } from './backbone/ledger.js';
import { ReceiverProcess } from './backbone/receiver-process.js';
import { BackboneStage } from './backbone/stage.js';
import { paced, postUntilTaken } from './backbone/vendor.js';

const count = Number(process.env['BACKBONE_EVENTS'] ?? 200);
const perSecond = 20;
const awayMs = 6_000;

const ways: readonly (readonly [string, RedisOutage])[] = [
  ['is stopped', {}],
  ['is killed', { signal: 'SIGKILL' }],
  ['is killed and remembers nothing', { signal: 'SIGKILL', remembers: 'nothing' }],
];

(engines().includes('Redis') ? describe : describe.skip)('Redis going away under hubs at work', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'causeway-redis-'));
  let redis: RedisServer;
  let receiver: ReceiverProcess;
  let stage: BackboneStage;
  /** Of all that happened so far. */
  const names: string[] = [];

  beforeAll(async () => {
    [redis, receiver] = await Promise.all([RedisServer.start(directory), ReceiverProcess.start()]);
    const settings = { REDIS_URL: redis.url };
    stage = await BackboneStage.start(['api', 'worker', 'worker'], {}, undefined, settings);
    await Promise.all(stage.of('worker').map(hub => hub.untilAtWork()));
    await register(stage.acme, receiver.url, { eventTypes: ['connection.remote_event', 'consent.given'] });
  }, 120_000);
  afterAll(async () => {
    await stage.stop();
    await receiver.stop();
    await redis.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** A vendor posts and people agree, and each of them is answered the first time. */
  const happen = async (way: string): Promise<void> => {
    const urls = stage.of('api').map(hub => hub.url);
    const batch = Array.from({ length: count }, (_, number) => `${way.replaceAll(' ', '-')}-${number}`);
    names.push(...batch);
    const posted = paced(count, perSecond, async number => {
      expect(await postUntilTaken(urls, batch[number] ?? '')).toBe(1);
    });
    const agreed = paced(count, perSecond, number => agree(stage.acme, batch[number] ?? ''));
    await Promise.all([posted, agreed]);
  };

  it.each(ways)(
    'while it %s: everybody is answered, and afterwards all was done, once, without help',
    async (way, how) => {
      const happening = happen(way);
      await sleep(2_000);
      await redis.outage(() => sleep(awayMs), how);
      await happening;
      await untilDrained(stage, 120_000);

      const { receipts, effects } = await inboundLedger(stage);
      expect(notOnce(receipts, names)).toEqual([]);
      expect(notOnce(effects, names)).toEqual([]);
      const deliveries = await deliveryLedger(stage);
      expect(deliveries.filter(row => row.count !== 1 || !row.delivered)).toEqual([]);
      const hooks = await receiver.hooks();
      expect([...hooks.keys()].sort()).toEqual(deliveries.map(row => row.event_id).sort());
      expect([...hooks.values()].filter(bodies => bodies.length !== 1)).toEqual([]);
      const waits = await longestWaits(stage, []);
      console.info(`Redis ${way}: longest waits in seconds ${JSON.stringify(waits)}`);
      expect(Math.max(waits.receipt, waits.feed, waits.delivery)).toBeLessThan(60);
    },
    300_000,
  );

  it('ends within its time, in order, while Redis is away', async () => {
    await redis.outage(async () => {
      const [worker] = stage.of('worker');
      const began = Date.now();
      await worker?.kill('SIGTERM');
      expect(worker?.exitCode).toBe(0);
      expect(Date.now() - began).toBeLessThan(20_000);
    });
  }, 60_000);
});
