import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { note, World } from '../testing/world.js';

const titlesThere = (world: World) =>
  [...world.provider.objects.values()].map(({ fields }) => String(fields['title'])).toSorted();

describe('a record that the provider refuses for good', () => {
  const refused = async () => {
    const world = new World();
    const ids = [await world.create(note('bad')), await world.create(note('good'))] as const;
    world.provider.faults.push(null, 'permanent');
    const outcome = await world.run();
    return { world, bad: ids[0], outcome };
  };

  it('is marked and counted, and holds up nobody', async () => {
    const { world, bad, outcome } = await refused();
    expect(outcome).toMatchObject({
      kind: 'succeeded',
      checkpoint: { counts: { failed: 1, pushedCreated: 1 } },
    });
    expect(world.record(bad)).toMatchObject({
      state: 'dirty',
      unanswered: [],
      pushError: { code: 'permanent' },
    });
    expect(titlesThere(world)).toEqual(['good']);
  });

  it('is left alone until it changes', async () => {
    const { world, bad } = await refused();
    await world.run();
    expect(titlesThere(world)).toEqual(['good']);
    await world.edit(bad, fields => ({ ...fields, title: 'better' }));
    await world.run();
    expect(titlesThere(world)).toEqual(['better', 'good']);
    expect(world.record(bad).pushError).toBeNull();
  });

  it('is tried again when a person asks for it', async () => {
    const { world } = await refused();
    await world.run({ retryFailed: true });
    expect(titlesThere(world)).toEqual(['bad', 'good']);
  });
});

describe('the push phase', () => {
  it('sends more records than fit a batch', async () => {
    const world = new World({ pageSize: 50 });
    for (let i = 0; i < 45; i += 1) await world.create(note(`n${i}`));
    expect((await world.run()).checkpoint.counts.pushedCreated).toBe(45);
    expect(world.provider.objects.size).toBe(45);
  });

  it('writes every answer down once, whenever it comes while others are being written', async () => {
    const world = new World({ pageSize: 50 });
    for (let i = 0; i < 60; i += 1) await world.create(note(`n${i}`));
    const uneven = Array.from({ length: 300 }, (_, i) => () => sleep((i * 7) % 5));
    world.meanwhile.push(...uneven);
    const { transaction } = world.store;
    world.store.transaction = async work => {
      await sleep(2);
      return transaction.call(world.store, work) as ReturnType<typeof work>;
    };
    const { counts } = (await world.run()).checkpoint;
    expect(counts.pushedCreated).toBe(60);
    expect(world.living().filter(({ state }) => state !== 'clean')).toEqual([]);
    const answers = world.store.journal.flatMap(({ push }) => push?.outcome ?? []);
    expect(answers).toEqual(Array.from({ length: 60 }, () => 'applied'));
  });

  it('keeps the answers that came in when the connection fails in between', async () => {
    const world = new World({ pageSize: 50 });
    for (let i = 0; i < 12; i += 1) await world.create(note(`n${i}`));
    world.provider.faults.push(null, ...Array.from({ length: 6 }, () => null), 'temporary');
    const outcome = await world.run();
    expect(outcome.kind).toBe('retry');
    const clean = world.living().filter(({ state }) => state === 'clean').length;
    expect(clean).toBe(world.provider.objects.size);
    expect(outcome.checkpoint.counts.pushedCreated).toBe(clean);
  });

  it('ends although somebody keeps creating records', async () => {
    const world = new World();
    await world.create(note('first'));
    const again = async () => {
      await world.create(note('more'));
    };
    world.meanwhile.push(...Array.from({ length: 50 }, () => again));
    expect((await world.run()).kind).toBe('succeeded');
    expect(world.provider.objects.size).toBeLessThan(10);
    expect(world.living().some(record => record.state === 'dirty')).toBe(true);
  });
});
