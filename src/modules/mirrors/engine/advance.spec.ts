import { describe, expect, it } from '@jest/globals';
import { note, World } from '../../syncs/engine/testing/world.js';
import { MirroredWorlds, noteRules } from '../testing/mirrored-worlds.js';
import type { MirrorRules } from '../decisions/index.js';

const worldOf = (side: string): World => {
  const world = new World({ policyFor: () => 'merge' });
  const { newId } = world;
  return Object.assign(world, { newId: () => side + newId() });
};

const mirrored = async (
  titles: readonly string[],
  more: Partial<MirrorRules> = {},
): Promise<MirroredWorlds> => {
  const worlds = new MirroredWorlds({ a: worldOf('a'), b: worldOf('b') }, noteRules('latest', more));
  for (const title of titles) worlds.worlds.a.provider.save(null, note(title));
  await worlds.rest();
  return worlds;
};

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `Note ${index}`);
const titlesAt = ({ provider }: World): unknown[] =>
  [...provider.objects.values()].map(({ fields }) => fields['title']).sort();

/** Deleted at the provider of side A, and known in the hub. */
const deleteAtA = async (the: MirroredWorlds, count: number): Promise<void> => {
  const { provider } = the.worlds.a;
  for (const id of [...provider.objects.keys()].slice(0, count)) provider.remove(id);
  await the.sync('a');
};

describe('joining two syncs', () => {
  it('joins equals, as often as both sides have them, and creates the rest', async () => {
    const worlds = new MirroredWorlds({ a: worldOf('a'), b: worldOf('b') }, noteRules('latest'));
    for (const title of ['Milk', 'Milk', 'Bread']) worlds.worlds.a.provider.save(null, note(title));
    for (const title of ['milk', 'Eggs']) worlds.worlds.b.provider.save(null, note(title));
    await worlds.rest();
    expect(titlesAt(worlds.worlds.a)).toEqual(['Bread', 'Eggs', 'Milk', 'milk']);
    expect(titlesAt(worlds.worlds.b)).toEqual(['Bread', 'Eggs', 'Milk', 'milk']);
    expect(worlds.links).toHaveLength(4);
  });
});

describe('the delete breaker of a mirror', () => {
  it('lets a few deletions pass', async () => {
    const the = await mirrored(numbered(12));
    await deleteAtA(the, 2);
    expect(await the.wake()).toEqual({ kind: 'rest' });
    await the.rest();
    expect(the.worlds.b.provider.objects.size).toBe(10);
  });

  it.each([
    ['everything', 5, 5],
    ['many', 20, 11],
  ] as const)('holds %s until a person lets it pass', async (reason, count, deleted) => {
    const the = await mirrored(numbered(count));
    await deleteAtA(the, deleted);
    const held = [];
    for (let outcome = await the.step(); outcome.kind !== 'rest'; outcome = await the.step())
      if (outcome.kind === 'held') held.push(outcome.held);
    expect(held).toMatchObject([{ side: 'b', reason, deletions: deleted, total: count }]);
    expect(the.worlds.b.living()).toHaveLength(count);
    the.store.kept.state = { ...the.store.kept.state, held: { a: null, b: null } };
    await the.wake();
    await the.rest();
    expect(the.worlds.b.provider.objects.size).toBe(count - deleted);
    expect(the.store.kept.state).toMatchObject({
      approved: { a: null, b: null },
      held: { a: null, b: null },
    });
  });

  it('brings back what was deleted when a person declines', async () => {
    const the = await mirrored(numbered(5));
    await deleteAtA(the, 5);
    the.approves = false;
    await the.wake();
    await the.rest();
    expect(titlesAt(the.worlds.a)).toEqual(numbered(5));
    expect(titlesAt(the.worlds.b)).toEqual(numbered(5));
  });

  it('counts deletions that come in portions together', async () => {
    const the = await mirrored(numbered(40));
    the.approves = false;
    const kinds: string[] = [];
    for (let portion = 0; portion < 4; portion += 1) {
      await deleteAtA(the, 4);
      for (let outcome = await the.step(); outcome.kind !== 'rest'; outcome = await the.step())
        kinds.push(outcome.kind);
    }
    expect(kinds).toContain('held');
    expect(the.worlds.b.living().length).toBeGreaterThanOrEqual(28);
  });

  it('waits for the end of the run that found the deletions', async () => {
    const the = await mirrored(numbered(12));
    await deleteAtA(the, 1);
    the.isRunning = true;
    expect(await the.wake()).toEqual({ kind: 'later' });
    expect(the.worlds.b.living()).toHaveLength(12);
    the.isRunning = false;
    await the.wake();
    expect(the.worlds.b.living()).toHaveLength(11);
  });
});

describe('the loop guard', () => {
  it('stops a mirror whose record somebody keeps copying back', async () => {
    const the = await mirrored(['Note'], { bounces: { most: 4, withinMs: 600_000 } });
    const outcomes = [];
    for (let round = 0; round < 8; round += 1) {
      const side = round % 2 === 0 ? 'a' : 'b';
      const { provider } = the.worlds[side];
      const [id] = provider.objects.keys();
      provider.save(id ?? null, note(`Copy ${round}`));
      await the.sync(side);
      outcomes.push((await the.wake())?.kind);
      await the.sync(side === 'a' ? 'b' : 'a');
    }
    expect(outcomes).toContain('loop');
    expect(outcomes.indexOf('loop')).toBeGreaterThanOrEqual(4);
  });
});
