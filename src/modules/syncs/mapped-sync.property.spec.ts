import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { adapterView, type View, viewedThrough, viewStored } from '#mappings';
import { equalFields, remap, type SyncRecord, unwrapRemote } from '#records';
import type { IntegrationProvider } from '#provider-sdk';
import type { Fields, ModelDefinition } from '#unified-models';
import { compileMapping } from '../mappings/mapping.js';
import { readFilter } from '../mappings/filter.js';
import type { Rule } from '../mappings/rules.js';
import { noteModel } from './engine/testing/note-model.js';
import { comeBack, duplicates, lostMarks } from './engine/testing/play/observer.js';
import { histories, seedHistories } from './engine/testing/play/histories.js';
import { Player } from './engine/testing/play/player.js';
import { type Program, programs } from './engine/testing/play/program.js';
import { note, World } from './engine/testing/world.js';

/** A tenth: every object goes through expressions, and what the engine does with it all histories tell. */
const numRuns = Math.ceil(histories(4_000) / 10);
const seed = seedHistories('mapped sync');
const model: ModelDefinition = {
  ...noteModel,
  schema: noteModel.schema.extend({ custom: z.record(z.string(), z.json()).default({}) }),
  merge: { ...noteModel.merge, custom: { kind: 'entries' } },
};

/** A title is shown in brackets and stored without them; two custom fields are computed. */
const rules: Rule[] = [
  {
    target: 'title',
    direction: 'both',
    expression: '"[" + fields.title + "]"',
    outExpression:
      'record.title.startsWith("[") ? record.title.substring(1, size(record.title) - 1) : record.title',
  },
  { target: 'custom.tags', direction: 'in', expression: 'size(fields.tags)' },
  { target: 'custom.letters', direction: 'in', expression: 'size(remote.place)' },
];
const viewOf = (given: readonly Rule[], filter: string | null = null): View => ({
  model,
  mapping: compileMapping(model, given),
  filter: filter === null ? null : readFilter(filter),
});

/** The world's provider, seen through a mapping. */
const seenThrough = (world: World, view: View): void => {
  const input = world.input.bind(world);
  Object.assign(world.context, { model });
  const provider = viewedThrough(world.provider as unknown as IntegrationProvider, view);
  world.input = (...given) => ({ ...input(...given), provider });
};

const shown = (view: View, fields: Fields): Fields =>
  viewStored(view, [{ fields, data: JSON.stringify(fields) }])[0]?.fields ?? {};

/** Records and objects that do not agree under the mapping. */
const unequal = (world: World, view: View): string[] =>
  [...world.store.records.values()].flatMap(record => {
    const { id, remote, conflict, fields, deleted, state } = record;
    if (deleted) return remote === null && state === 'clean' ? [] : [`${id}: a tombstone is ${state}`];
    const object = world.provider.objects.get(remote?.id ?? '');
    if (!object || !remote) return [`${id}: its object is gone`];
    const theirs = conflict === null ? fields : conflict.remote;
    if (unwrapRemote(remote.data).data !== JSON.stringify(object.fields)) return [`${id}: an old payload`];
    return equalFields(model, theirs, shown(view, object.fields))
      ? []
      : [`${id}: ${state} ${JSON.stringify(theirs)} but there ${JSON.stringify(shown(view, object.fields))}`];
  });

const playToRest = async (program: Program, view: View): Promise<Player> => {
  const player = new Player(program);
  seenThrough(player.world, view);
  await player.play();
  await player.rest();
  return player;
};

const reread = (world: World, view: View): Promise<void> =>
  world.store.transaction(async tx => {
    for (const before of [...world.store.records.values()]) {
      const object = adapterView(before);
      const [read] = object === null ? [] : viewStored(view, [object]);
      if (!read) continue;
      const again = { fields: read.fields, data: read.data, outOfFilter: !read.inside };
      const { after, superseded } = remap(world.context, before, again);
      if (after) await tx.write([{ before, after, cause: 'remapped', superseded }]);
    }
  });

const policies = ['manual', 'latest', 'source', 'merge', 'mixed'] as const;
const renamed: Rule[] = [
  {
    target: 'title',
    direction: 'both',
    expression: 'fields.title + "!"',
    outExpression: 'record.title.split("!")[0]',
  },
];

describe('a two-way sync under a mapping, whatever happens', () => {
  it('comes to rest with both sides equal under the mapping, no edit lost, no echo', async () => {
    const view = viewOf(rules);
    const property = fc.asyncProperty(programs(policies), async program => {
      const player = await playToRest(program, view);
      const { world, people } = player;
      expect(unequal(world, view)).toEqual([]);
      expect(lostMarks(world, people)).toEqual([]);
      expect(comeBack(world, people)).toEqual([]);
      expect(duplicates(player)).toEqual([]);
      const { writes } = world.provider;
      await world.run({ full: true });
      expect(world.provider.writes).toBe(writes);
    });
    await fc.assert(property, { numRuns, seed });
  });

  it('is read anew under another mapping without a word to the provider', async () => {
    const [before, after] = [viewOf(rules), viewOf(renamed)];
    const property = fc.asyncProperty(programs(['latest']), async program => {
      const { world } = await playToRest(program, before);
      const { writes, objects } = world.provider;
      await reread(world, after);
      const dirty = (record: SyncRecord) => record.state === 'dirty';
      expect([...world.store.records.values()].filter(dirty)).toEqual([]);
      seenThrough(world, after);
      await world.run({ full: true });
      expect([world.provider.writes, world.provider.objects]).toEqual([writes, objects]);
      for (const { fields, remote, deleted } of world.store.records.values()) {
        if (deleted) continue;
        const object = objects.get(remote?.id ?? '');
        expect(fields['title']).toBe(`${String(object?.fields['title'])}!`);
      }
    });
    await fc.assert(property, { numRuns: Math.ceil(numRuns / 4), seed });
  });
});

describe('what a mapping does not tell the provider', () => {
  const mapped = async (given: readonly Rule[]) => {
    const world = new World();
    seenThrough(world, viewOf(given));
    const object = world.provider.save(null, note('plan', { place: 'Rome' }));
    await world.run();
    const [record] = world.living();
    return { world, object, id: record?.id ?? '' };
  };

  it('keeps an own custom field through pulls and pushes, and makes no call for it', async () => {
    const { world, object, id } = await mapped(rules);
    const own = (fields: Fields): Fields => ({
      ...fields,
      custom: { ...(fields['custom'] as Fields), mine: 'kept' },
    });
    await world.edit(id, own);
    await world.run();
    expect([world.provider.writes, world.record(id).state]).toEqual([0, 'clean']);
    world.provider.save(object.id, note('plan B', { place: 'Rome' }));
    await world.run();
    await world.edit(id, fields => ({ ...fields, body: 'text' }));
    await world.run();
    expect(world.record(id).fields).toMatchObject({
      title: '[plan B]',
      body: 'text',
      custom: { tags: 0, letters: 4, mine: 'kept' },
    });
  });

  it('takes an edit back that no rule can tell, and sends the rest', async () => {
    const { world, object, id } = await mapped([
      { target: 'title', direction: 'in', expression: 'fields.title + "!"' },
    ]);
    await world.edit(id, fields => ({ ...fields, title: 'mine', body: 'sent' }));
    await world.run();
    expect(world.provider.objects.get(object.id)?.fields).toMatchObject({ title: 'plan', body: 'sent' });
    expect(world.record(id)).toMatchObject({ state: 'clean', fields: { title: 'plan!', body: 'sent' } });
  });

  it('refuses a record whose way out fails, and says why', async () => {
    const { world, id } = await mapped([
      { target: 'place', direction: 'out', expression: 'record.custom.nothing' },
    ]);
    await world.edit(id, fields => ({ ...fields, title: 'mine' }));
    const { checkpoint } = await world.run();
    expect(checkpoint.counts.failed).toBe(1);
    expect(world.record(id).pushError).toMatchObject({ code: 'permanent' });
    expect(world.record(id).pushError?.detail).toContain('there is no “nothing”');
  });

  it('leaves a field at the adapter’s value where a rule fails, and counts it', async () => {
    const { world, id } = await mapped([
      { target: 'title', direction: 'in', expression: 'remote.nowhere' },
      { target: 'body', direction: 'in', expression: '1' },
    ]);
    expect(world.record(id).fields).toMatchObject({ title: 'plan', body: '' });
    expect(world.store.checkpoint.counts.warnings).toBe(2);
  });
});

describe('a filter', () => {
  const onlyRome = viewOf([], 'fields.place == "Rome"');
  const filled = async (count: number) => {
    const world = new World({ pageSize: 50 });
    seenThrough(world, onlyRome);
    const objects = Array.from({ length: count }, (_, n) =>
      world.provider.save(null, note(`n${n}`, { place: 'Rome' })),
    );
    world.provider.save(null, note('elsewhere', { place: 'Oslo' }));
    await world.run();
    return { world, objects };
  };

  it('takes in what it says, and lets an object go that moves out of it, which the provider keeps', async () => {
    const { world, objects } = await filled(3);
    expect(world.living()).toHaveLength(3);
    world.provider.save(objects[0]?.id ?? '', note('moved', { place: 'Oslo' }));
    await world.run();
    expect(world.living().map(({ fields }) => fields['title'])).toEqual(['n1', 'n2']);
    expect([world.provider.writes, world.provider.objects.size]).toEqual([0, 4]);
    expect(world.store.journal.at(-1)?.cause).toBe('out_of_filter');
    await world.run({ full: true });
    world.provider.save(objects[0]?.id ?? '', note('back', { place: 'Rome' }));
    await world.run();
    expect(world.living().map(({ fields }) => fields['title'])).toEqual(['n1', 'n2', 'back']);
  });

  it('holds a run that would let everything go; rejected, the records stay linked', async () => {
    const { world, objects } = await filled(3);
    for (const { id, fields } of objects) world.provider.save(id, { ...fields, place: 'Oslo' });
    const outcome = await world.run();
    expect(outcome).toMatchObject({ kind: 'held', held: { flow: 'incoming', deletions: 3 } });
    const { rejectHeld } = await import('./engine/run/reject.js');
    await rejectHeld(world.input(outcome.checkpoint), 'incoming');
    expect(await world.resume()).toMatchObject({ kind: 'succeeded' });
    await world.run({ full: true });
    expect(world.living().map(({ state }) => state)).toEqual(['clean', 'clean', 'clean']);
    expect([world.provider.writes, world.provider.objects.size]).toEqual([0, 4]);
  });

  it('never makes a second object of a record with an edit that waits', async () => {
    const { world, objects } = await filled(2);
    const [record] = world.living();
    await world.edit(record?.id ?? '', fields => ({ ...fields, title: 'mine' }));
    world.provider.save(objects[0]?.id ?? '', note('n0', { place: 'Oslo' }));
    await world.run();
    await world.run({ full: true });
    const titles = [...world.provider.objects.values()].map(({ fields }) => fields['title']);
    expect(titles.toSorted()).toEqual(['elsewhere', 'mine', 'n1']);
  });
});
