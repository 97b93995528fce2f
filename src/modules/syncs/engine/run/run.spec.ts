import { describe, expect, it } from '@jest/globals';
import { HubError } from '#kernel';
import { LeaseLost } from '../testing/lease-lost.js';
import { Crash } from '../testing/life.js';
import { note, World } from '../testing/world.js';

const titlesHere = (world: World) =>
  world
    .living()
    .map(record => String(record.fields['title']))
    .toSorted();
const titlesThere = (world: World) =>
  [...world.provider.objects.values()].map(o => String(o.fields['title'])).toSorted();

/** Work in every phase: pages to pull, an object that vanished, an edit, a creation and a deletion to push. */
const busy = async (): Promise<World> => {
  const world = new World({ pageSize: 2 });
  for (const title of ['a', 'b', 'c', 'd', 'e']) world.provider.save(null, note(title));
  await world.run();
  const [first, second, third] = world.living();
  await world.edit(first?.id ?? '', fields => ({ ...fields, title: 'A' }));
  await world.remove(second?.id ?? '');
  await world.edit(third?.id ?? '', fields => ({ ...fields, title: 'C' }));
  await world.create(note('new here'));
  world.provider.remove('x000005');
  world.provider.save('x000003', note('c', { place: 'there' }));
  world.provider.save(null, note('new there'));
  return world;
};

const everything = ['A', 'C', 'd', 'new here', 'new there'];

describe('a run', () => {
  it.each([true, false])('brings both sides together and counts what it did (listing: %s)', async full => {
    const world = await busy();
    const { kind, checkpoint } = await world.run({ full });
    expect([kind, titlesHere(world), titlesThere(world)]).toEqual(['succeeded', everything, everything]);
    expect(checkpoint.counts).toEqual({
      pulledCreated: 1,
      pulledUpdated: 1,
      pulledDeleted: 1,
      pulledUnchanged: full ? 3 : 0,
      pushedCreated: 1,
      pushedUpdated: 2,
      pushedDeleted: 1,
      conflicts: 0,
      failed: 0,
      warnings: 0,
    });
    // What the pull dealt with, and the four that go out from then on.
    expect(checkpoint).toMatchObject({ phase: 'done', expected: full ? 10 : 7 });
  });

  it.each(['before', 'after'] as const)('ends the same wherever it dies (%s an await)', async when => {
    const died: number[] = [];
    for (let step = 1; step <= 40; step += 1) {
      const world = await busy();
      world.crash = { step, when };
      const outcome = await world.run({ full: true }).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
        died.push(step);
        return world.resume();
      });
      expect([outcome.kind, titlesHere(world), titlesThere(world)]).toEqual([
        'succeeded',
        everything,
        everything,
      ]);
      expect(outcome.checkpoint.counts).toMatchObject({
        pulledCreated: 1,
        pulledDeleted: 1,
        pushedDeleted: 1,
      });
    }
    expect(died.length).toBeGreaterThan(10);
  });

  it('stops when another process has taken it over', async () => {
    const world = await busy();
    world.meanwhile.push(async () => {
      world.store.fence += 1;
    });
    await expect(world.run()).rejects.toBeInstanceOf(LeaseLost);
    expect(world.provider.writes).toBe(0);
  });

  it('pauses between pages, and goes on at the next one', async () => {
    const world = await busy();
    world.meanwhile.push(async () => {
      world.store.wanted = 'pause';
    });
    const paused = await world.run({ full: true });
    expect(paused).toMatchObject({ kind: 'paused', checkpoint: { phase: 'pull' } });
    expect(world.provider.writes).toBe(0);
    world.store.wanted = 'run';
    expect((await world.resume()).kind).toBe('succeeded');
    expect(titlesThere(world)).toEqual(everything);
  });

  it('lets others go first as often as they wait, does a step each time, and ends the same', async () => {
    const world = await busy();
    world.mustYield = async () => true;
    let [slices, before] = [1, JSON.stringify(world.store.checkpoint)];
    let outcome = await world.run({ full: true });
    for (; outcome.kind === 'yielded'; outcome = await world.resume()) {
      expect(JSON.stringify(outcome.checkpoint)).not.toBe(before);
      before = JSON.stringify(outcome.checkpoint);
      slices += 1;
    }
    expect([outcome.kind, titlesHere(world), titlesThere(world)]).toEqual([
      'succeeded',
      everything,
      everything,
    ]);
    expect(slices).toBeGreaterThan(5);
    expect(slices).toBeLessThan(30);
  });

  it('is cancelled between pushes', async () => {
    const world = new World();
    for (let i = 0; i < 30; i += 1) await world.create(note(`n${i}`));
    world.meanwhile.push(
      () => Promise.resolve(),
      async () => {
        world.store.wanted = 'cancel';
      },
    );
    expect((await world.run()).kind).toBe('cancelled');
    expect(world.provider.writes).toBeGreaterThan(0);
    expect(world.provider.writes).toBeLessThan(30);
  });

  it('is interrupted, not failed, when the process is told to stop', async () => {
    const world = await busy();
    world.meanwhile.push(async () => {
      world.abort.abort();
      throw new Error('socket closed');
    });
    expect((await world.run()).kind).toBe('interrupted');
  });

  it('fails with the gate’s code as soon as consent is withdrawn', async () => {
    const world = await busy();
    let passes = 2;
    world.gate = async () => {
      if ((passes -= 1) < 0) throw new HubError('consent_withdrawn', 403, 'Consent was withdrawn.');
    };
    const outcome = await world.run({ full: true });
    expect(outcome).toMatchObject({
      kind: 'failed',
      code: 'consent_withdrawn',
      checkpoint: { phase: 'pull' },
    });
    expect(world.provider.writes).toBe(0);
  });

  it('waits as long as the provider asks, and goes on where it was', async () => {
    const world = await busy();
    world.provider.faults.push(null, 'rate_limited');
    const limited = await world.run({ full: true });
    expect(limited).toMatchObject({ kind: 'retry', code: 'rate_limited', retryAt: expect.any(Date) });
    expect((await world.resume()).kind).toBe('succeeded');
  });

  it('leaves the time of a retry to its caller when the provider names none', async () => {
    const world = await busy();
    world.provider.faults.push('temporary');
    expect(await world.run()).toMatchObject({ kind: 'retry', code: 'temporary', retryAt: null });
  });

  it('counts an unexpected failure of the provider as permanent', async () => {
    const world = await busy();
    world.meanwhile.push(() => Promise.reject(new TypeError('undefined is not a function')));
    expect(await world.run()).toMatchObject({ kind: 'failed', code: 'permanent' });
  });

  it('does not blame the provider for a failing store', async () => {
    const world = await busy();
    world.store.knownVersions = () => Promise.reject(new Error('the database is away'));
    await expect(world.run({ full: true })).rejects.toThrow('the database is away');
  });
});

describe('a cursor that has expired', () => {
  it('makes the run list everything and compare', async () => {
    const world = await busy();
    world.provider.expireCursors();
    const { kind, checkpoint } = await world.run();
    expect([kind, checkpoint.relisted, titlesThere(world)]).toEqual(['succeeded', true, everything]);
  });

  it('a second time fails the run, and the next one lists', async () => {
    const world = await busy();
    world.provider.faults.push('cursor_expired', 'cursor_expired');
    expect(await world.run()).toMatchObject({ kind: 'failed', code: 'cursor_expired' });
    expect((await world.run()).checkpoint.relisted).toBe(false);
    expect(titlesThere(world)).toEqual(everything);
  });

  it('in the middle of a listing does not hide what vanished after the first half', async () => {
    const world = new World({ pageSize: 1 });
    for (const title of ['a', 'b', 'c']) world.provider.save(null, note(title));
    await world.run();
    world.meanwhile.push(
      () => Promise.resolve(),
      async () => {
        world.provider.remove('x000001');
        world.provider.expireCursors();
      },
    );
    const { kind, checkpoint } = await world.run({ full: true });
    expect([kind, checkpoint.relisted, titlesHere(world)]).toEqual(['succeeded', true, ['b', 'c']]);
  });
});
