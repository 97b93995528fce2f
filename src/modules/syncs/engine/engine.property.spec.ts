import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Player } from './testing/play/player.js';
import { programs, type Program } from './testing/play/program.js';
import { comeBack, duplicates, lostMarks, selfDefeats, unequal } from './testing/play/observer.js';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 10_000);
// The same programs each time, so that a red build is about a change; PROPERTY_SEED=random looks for new ones.
const seed = process.env['PROPERTY_SEED'] ?? '20261121';
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });
const policies = ['manual', 'latest', 'source', 'merge', 'mixed'] as const;

const playToRest = async (program: Program): Promise<Player> => {
  const player = new Player(program);
  await player.play();
  await player.rest();
  return player;
};

describe('two-way sync, whatever people, networks and power supplies do', () => {
  it.each(policies)(
    'comes to rest equal on both sides, without losing or echoing an edit (%s)',
    async policy => {
      const property = fc.asyncProperty(programs([policy]), async program => {
        const player = await playToRest(program);
        const { world, people } = player;
        expect(unequal(world)).toEqual([]);
        expect(lostMarks(world, people)).toEqual([]);
        expect(comeBack(world, people)).toEqual([]);
        expect(selfDefeats(world, people)).toEqual([]);
        expect(duplicates(world, people)).toEqual([]);
        const [writes, mutations] = [world.provider.writes, world.store.journal.length];
        const revisions = [...world.store.records.values()].map(record => record.revision);
        await world.run();
        await world.run({ full: true });
        expect([world.provider.writes, world.store.journal.length]).toEqual([writes, mutations]);
        expect([...world.store.records.values()].map(record => record.revision)).toEqual(revisions);
      });
      await fc.assert(property, { numRuns: Math.ceil(numRuns / policies.length) });
    },
  );
});

describe('a sync in one direction', () => {
  it('never writes to the provider under pull, and knows its every object', async () => {
    const property = fc.asyncProperty(programs(policies), async program => {
      const player = new Player(program, 'pull');
      await player.play();
      await player.rest();
      const { provider, store } = player.world;
      expect(provider.writes).toBe(0);
      expect([...store.records.values()].filter(record => record.conflict !== null)).toEqual([]);
      const bases = new Map(
        [...store.records.values()].flatMap(({ remote, base }) => (remote ? [[remote.id, base]] : [])),
      );
      expect(bases).toEqual(new Map([...provider.objects.values()].map(({ id, fields }) => [id, fields])));
    });
    await fc.assert(property, { numRuns: Math.ceil(numRuns / 10) });
  });

  it('makes the provider hold what the hub holds under push, and takes nothing over', async () => {
    const property = fc.asyncProperty(programs(policies), async program => {
      const player = new Player({ ...program, normalises: false }, 'push');
      await player.play();
      await player.rest();
      const { people, world } = player;
      const { provider, store } = world;
      const there = world.living().map(({ remote }) => provider.objects.get(remote?.id ?? '')?.fields);
      expect(there).toEqual(world.living().map(record => record.fields));
      expect([...store.records.values()].filter(record => record.deleted && record.remote !== null)).toEqual(
        [],
      );
      expect(new Set(store.journal.map(({ cause }) => cause))).not.toContain('apply');
      expect(people.written.size).toBeGreaterThanOrEqual(0);
    });
    await fc.assert(property, { numRuns: Math.ceil(numRuns / 10) });
  });
});
