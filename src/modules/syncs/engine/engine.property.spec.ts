import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fieldsToTell } from '#records';
import { historyGaps } from './testing/play/history-watch.js';
import { histories, seedHistories } from './testing/play/histories.js';
import { kitNames } from './testing/play/kits/kit.js';
import { Player } from './testing/play/player.js';
import { programs, type Program } from './testing/play/program.js';
import { comeBack, duplicates, lostMarks, selfDefeats, unequal } from './testing/play/observer.js';

const numRuns = histories(10_000);
const seed = seedHistories('engine');
const policies = ['manual', 'latest', 'source', 'merge', 'mixed'] as const;

const playToRest = async (program: Program): Promise<Player> => {
  const player = new Player(program);
  await player.play();
  await player.rest();
  return player;
};

/** What an impartial observer has to complain about. */
const complaintsAbout = (player: Player) => {
  const { world, people, watch } = player;
  return {
    unequal: unequal(world),
    lost: lostMarks(world, people),
    cameBack: comeBack(world, people),
    lostToOneself: selfDefeats(player),
    twice: duplicates(player),
    wentUnasked: watch.complaints,
    history: historyGaps(world),
  };
};

const nothing = {
  unequal: [],
  lost: [],
  cameBack: [],
  lostToOneself: [],
  twice: [],
  wentUnasked: [],
  history: [],
};

const stillness = ({ provider, store }: Player['world']) => ({
  writes: provider.writes,
  mutations: store.journal.length,
  revisions: [...store.records.values()].map(record => record.revision),
});

describe('two-way sync, whatever people, networks, vendors and power supplies do', () => {
  it.each(policies.map((policy, index) => ({ policy, index })))(
    'comes to rest equal on both sides, nothing lost, echoed, unasked or untold ($policy)',
    async ({ policy, index }) => {
      const property = fc.asyncProperty(programs([policy], kitNames), async program => {
        const player = await playToRest(program);
        expect(complaintsAbout(player)).toEqual(nothing);
        const { world } = player;
        const before = stillness(world);
        await world.run();
        await world.run({ full: true });
        expect(stillness(world)).toEqual(before);
      });
      await fc.assert(property, { numRuns: Math.ceil(numRuns / policies.length), seed: seed + index });
    },
  );
});

describe('a sync in one direction', () => {
  it('never writes to the provider under pull, and knows its every object', async () => {
    const property = fc.asyncProperty(programs(policies, kitNames), async program => {
      const player = new Player(program, 'pull');
      await player.play();
      await player.rest();
      const { provider, store } = player.world;
      expect(provider.writes).toBe(0);
      expect([...store.records.values()].filter(record => record.conflict !== null)).toEqual([]);
      expect([player.watch.complaints, historyGaps(player.world)]).toEqual([[], []]);
      const bases = new Map(
        [...store.records.values()].flatMap(({ remote, base }) => (remote ? [[remote.id, base]] : [])),
      );
      expect(bases).toEqual(new Map([...provider.objects.values()].map(({ id, fields }) => [id, fields])));
    });
    await fc.assert(property, { numRuns: Math.ceil(numRuns / 10) });
  });

  it('makes the provider hold what the hub holds under push, and takes nothing over', async () => {
    const property = fc.asyncProperty(programs(policies, kitNames), async program => {
      const player = new Player({ ...program, normalises: false }, 'push');
      await player.play();
      await player.rest();
      const { provider, store, context } = player.world;
      const untold = player.world.living().filter(({ remote, fields }) => {
        const object = provider.objects.get(remote?.id ?? '');
        return object === undefined || fieldsToTell(context.model, fields, object.fields).length > 0;
      });
      expect(untold).toEqual([]);
      expect([...store.records.values()].filter(record => record.deleted && record.remote !== null)).toEqual(
        [],
      );
      expect(new Set(store.journal.map(({ cause }) => cause))).not.toContain('apply');
      expect([player.watch.complaints, historyGaps(player.world)]).toEqual([[], []]);
    });
    await fc.assert(property, { numRuns: Math.ceil(numRuns / 10) });
  });
});
