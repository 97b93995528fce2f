import { describe, expect, it } from '@jest/globals';
import { approveHeld } from './checkpoint.js';
import { breakerTrips } from './breaker.js';
import { rejectHeld } from './reject.js';
import { note, World } from '../testing/world.js';

describe('the delete breaker', () => {
  it.each([
    [0, 0, null],
    [0, 5, null],
    [1, 1, null],
    [2, 2, 'everything'],
    [10, 10, 'everything'],
    [9, 10, null],
    [10, 30, null],
    [11, 30, 'many'],
    [11, 55, null],
    [11, 54, 'many'],
    [200, 1_000, null],
    [201, 1_000, 'many'],
  ] as const)('judges %d deletions of %d: %s', (deletions, total, reason) => {
    expect(breakerTrips({ deletions, total }, null)).toBe(reason);
  });

  it('lets pass what a person agreed to, and asks again for one more', () => {
    expect(breakerTrips({ deletions: 12, total: 12 }, 12)).toBeNull();
    expect(breakerTrips({ deletions: 13, total: 13 }, 12)).toBe('everything');
  });
});

const filled = async (count: number): Promise<World> => {
  const world = new World();
  for (let i = 0; i < count; i += 1) world.provider.save(null, note(`n${i}`));
  await world.run();
  return world;
};

const emptied = async (count: number, full: boolean) => {
  const world = await filled(count);
  for (const id of [...world.provider.objects.keys()]) world.provider.remove(id);
  const outcome = await world.run({ full });
  return { world, outcome };
};

const heldOf = (outcome: Awaited<ReturnType<World['run']>>) => {
  if (outcome.kind !== 'held') throw new Error(`the run is ${outcome.kind}`);
  return outcome;
};

describe('a run that would delete everything here', () => {
  it.each([true, false])(
    'is held with counts and a sample, and deletes nothing (listing: %s)',
    async full => {
      const { world, outcome } = await emptied(3, full);
      const sample = ['r000002', 'r000003', 'r000004'];
      expect(outcome).toMatchObject({
        held: { flow: 'incoming', reason: 'everything', deletions: 3, total: 3, sample },
      });
      expect(world.living().map(record => record.state)).toEqual(Array(3).fill('delete_pending'));
    },
  );

  it('deletes once a person approves', async () => {
    const { world, outcome } = await emptied(3, false);
    const { held, checkpoint } = heldOf(outcome);
    const resumed = await world.resume(approveHeld(checkpoint, held));
    expect(resumed).toMatchObject({ kind: 'succeeded', checkpoint: { counts: { pulledDeleted: 3 } } });
    expect(world.living()).toEqual([]);
  });

  it('creates the records again at the provider once a person rejects', async () => {
    const { world, outcome } = await emptied(3, false);
    await rejectHeld(world.input(heldOf(outcome).checkpoint), 'incoming');
    expect(await world.resume()).toMatchObject({ kind: 'succeeded' });
    expect([...world.provider.objects.values()].map(({ fields }) => fields['title'])).toEqual([
      'n0',
      'n1',
      'n2',
    ]);
  });

  it('spares a record that is edited here while the run is held', async () => {
    const { world, outcome } = await emptied(3, false);
    await world.edit('r000002', fields => ({ ...fields, title: 'kept' }));
    const { held, checkpoint } = heldOf(outcome);
    await world.resume(approveHeld(checkpoint, held));
    expect(world.living().map(record => record.fields['title'])).toEqual(['kept']);
    expect(world.provider.objects.size).toBe(1);
  });

  it('is still held by the next run when nobody decided', async () => {
    const { world } = await emptied(3, false);
    expect(await world.run()).toMatchObject({ kind: 'held', held: { deletions: 3 } });
  });

  it('takes records back whose objects return, and is held no more', async () => {
    const { world } = await emptied(2, true);
    world.provider.save('x000001', note('n0'));
    world.provider.save('x000002', note('n1'));
    expect(await world.run({ full: true })).toMatchObject({ kind: 'succeeded' });
    expect(world.living().map(record => record.state)).toEqual(['clean', 'clean']);
  });

  it('just deletes the only record of a container', async () => {
    const { world, outcome } = await emptied(1, false);
    expect([outcome.kind, world.living()]).toEqual(['succeeded', []]);
  });
});

describe('a run that would delete everything there', () => {
  const clearedHere = async () => {
    const world = await filled(3);
    for (const record of world.living()) await world.remove(record.id);
    return { world, outcome: heldOf(await world.run()) };
  };

  it('is held before it pushes anything', async () => {
    const { world, outcome } = await clearedHere();
    expect(outcome.held).toMatchObject({ flow: 'outgoing', reason: 'everything', deletions: 3, total: 3 });
    expect([world.provider.writes, world.provider.objects.size]).toEqual([0, 3]);
  });

  it('deletes once a person approves', async () => {
    const { world, outcome } = await clearedHere();
    await world.resume(approveHeld(outcome.checkpoint, outcome.held));
    expect(world.provider.objects.size).toBe(0);
    expect(world.store.checkpoint.counts.pushedDeleted).toBe(3);
  });

  it('brings the records back here once a person rejects', async () => {
    const { world, outcome } = await clearedHere();
    await rejectHeld(world.input(outcome.checkpoint), 'outgoing');
    expect(await world.resume()).toMatchObject({ kind: 'succeeded' });
    expect(world.living().map(record => record.state)).toEqual(['clean', 'clean', 'clean']);
    expect(world.provider.objects.size).toBe(3);
  });
});
