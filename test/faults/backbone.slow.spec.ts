import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { agree, Caller, register } from '#support';
import { KillerAtRandom } from './backbone/killer.js';
import { deliveryLedger, inboundLedger, longestWaits, notOnce, untilDrained } from './backbone/ledger.js';
import { ReceiverProcess } from './backbone/receiver-process.js';
import { BackboneStage } from './backbone/stage.js';
import { inLines, post, postUntilTaken } from './backbone/vendor.js';

const long = process.env['LONG'] !== undefined;
const count = Number(process.env['BACKBONE_EVENTS'] ?? (long ? 20_000 : 150));
const kills = Number(process.env['BACKBONE_KILLS'] ?? (long ? 200 : 6));
/** A machine that is busy with other things takes longer to start a process. */
const betweenKillsMs = Number(process.env['BACKBONE_KILL_EVERY_MS'] ?? 3_000);

let stage: BackboneStage;
let receiver: ReceiverProcess;
const urls = () => stage.of('api').map(hub => hub.url);

beforeAll(async () => {
  receiver = await ReceiverProcess.start();
  stage = await BackboneStage.start(['api', 'api', 'worker', 'worker']);
  await Promise.all(stage.of('worker').map(hub => hub.untilAtWork()));
  await register(stage.acme, receiver.url, { eventTypes: ['connection.remote_event', 'consent.given'] });
}, 120_000);
afterAll(async () => {
  await stage.stop();
  await receiver.stop();
});

/** Somebody agrees; an answer that got lost is asked for again. */
const agreeUntilTaken = async (person: string): Promise<void> => {
  for (;;) {
    const hub = urls()[Math.floor(Math.random() * urls().length)] ?? '';
    const caller = { ...stage.acme, owner: new Caller(hub, stage.acme.owner.key) };
    const taken = await agree(caller, person).catch(() => null);
    if (taken !== null) return;
    await sleep(50 + Math.random() * 200);
  }
};

describe('API and worker processes killed at random', () => {
  it(
    'lose no delivery of a vendor and no event, do nothing twice, and leave no work lying for a minute',
    async () => {
      const names = Array.from({ length: count }, (_, number) => `kill-${number}`);
      const taken = { posts: 0, in: 0, out: 0 };
      const killer = new KillerAtRandom(stage, kills, betweenKillsMs);
      const due = (number: number) => killer.untilDue(number / count);
      const vendor = inLines(count, due, async number => {
        const needed = await postUntilTaken(urls(), names[number] ?? '');
        taken.posts += needed;
        taken.in += 1;
      });
      const people = inLines(count, due, async number => {
        await agreeUntilTaken(`person-${number}`);
        taken.out += 1;
      });
      await Promise.all([killer.kill(() => Math.min(taken.in, taken.out) / count), vendor, people]);
      await untilDrained(stage, 180_000);

      const { receipts, effects, outcomes } = await inboundLedger(stage);
      expect(outcomes).toEqual(['processed']);
      expect(notOnce(receipts, names)).toEqual([]);
      expect(notOnce(effects, names)).toEqual([]);

      // An answer that got lost may have made a second consent; each of them has its one event.
      const [told] = await stage.rows<{ consents: number; events: number; people: number }>(
        `select (select count(*) from consent_record where subject_id like 'person-%')::int as consents,
          (select count(*) from event e join consent_record c on c.id = (e.data ->> 'consentId')::uuid
            where e.type = 'consent.given' and c.subject_id like 'person-%')::int as events,
          (select count(distinct subject_id) from consent_record where subject_id like 'person-%')::int as people`,
      );
      expect(told?.people).toBe(count);
      expect(told?.events).toBe(told?.consents);

      const deliveries = await deliveryLedger(stage);
      expect(deliveries.filter(row => row.count !== 1 || !row.delivered)).toEqual([]);
      const hooks = await receiver.hooks();
      expect([...hooks.keys()].sort()).toEqual(deliveries.map(row => row.event_id).sort());
      expect([...hooks.values()].filter(bodies => new Set(bodies).size !== 1)).toEqual([]);

      const waits = await longestWaits(stage, killer.idle);
      const repeated = [...hooks.values()].reduce((sum, bodies) => sum + bodies.length - 1, 0);
      console.info(
        `${count} in by ${taken.posts} posts, ${deliveries.length} out with ${repeated} repeated, kills ${JSON.stringify(killer.killed)}, ` +
          `longest waits in seconds ${JSON.stringify(waits)}`,
      );
      expect(Math.max(waits.receipt, waits.feed, waits.delivery)).toBeLessThan(60);
    },
    180_000 + kills * betweenKillsMs * 15,
  );
});

describe('one delivery fifty times at once at two processes', () => {
  it('is one receipt with one effect, and is told to an endpoint once', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 50 }, (_, index) => post(urls()[index % 2] ?? '', 'storm')),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    await untilDrained(stage, 30_000);
    const { receipts, effects } = await inboundLedger(stage);
    expect(receipts.get('Ev-storm')).toBe(1);
    expect(effects.get('Ev-storm')).toBe(1);
    const [event] = await stage.rows<{ id: string }>(
      `select id from event where data -> 'data' ->> 'messageId' = 'storm'`,
    );
    expect((await receiver.hooks()).get(event?.id ?? '')).toHaveLength(1);
  });
});
