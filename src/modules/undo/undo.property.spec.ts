import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { equalField, type Mutation } from '#records';
import type { Fields } from '#unified-models';
import { histories, seedHistories } from '../syncs/engine/testing/play/histories.js';
import { inCapitals, kitNames } from '../syncs/engine/testing/play/kits/kit.js';
import { unequal } from '../syncs/engine/testing/play/observer.js';
import { Player } from '../syncs/engine/testing/play/player.js';
import { type Act, type Program, programs, type Step } from '../syncs/engine/testing/play/program.js';
import type { World } from '../syncs/engine/testing/world.js';
import { planUndo, type Trace, type UndoPlan } from './decisions/index.js';

const numRuns = Math.ceil(histories(10_000) / 5);
const seed = seedHistories('undo');

const powers = { writable: true, push: true, delete: true };

/** What a subject did, as the history tells it. */
const traceOf = (world: World, id: string, subject: readonly Mutation[]): Trace => {
  const own = new Set(subject);
  const journal = world.store.journal.filter(({ after }) => after.id === id);
  const first = journal.findIndex(mutation => own.has(mutation));
  const since = journal.slice(first);
  return {
    now: world.record(id),
    createdBySubject: since[0]?.before === null,
    steps: since.flatMap(mutation =>
      mutation.before === null || mutation.before.revision === mutation.after.revision
        ? []
        : [
            {
              ...mutation.before,
              cause: mutation.cause,
              owner: own.has(mutation) ? 'subject' : 'other',
            } as const,
          ],
    ),
    pushes: subject.flatMap(({ after, push }) =>
      after.id === id && push?.outcome === 'applied' ? [push] : [],
    ),
  };
};

/** Undoes, and answers what became of each record; `subject` is a part of the journal. */
const undo = async (world: World, subject: readonly Mutation[]): Promise<Map<string, UndoPlan>> => {
  const plans = new Map<string, UndoPlan>();
  const context = { ...world.context, powers };
  for (const id of new Set(subject.map(({ after }) => after.id))) {
    const plan = planUndo(context, traceOf(world, id, subject), world.now());
    plans.set(id, plan);
    if (plan.status !== 'undone' && plan.status !== 'partly') continue;
    const before = world.record(id);
    await world.store.transaction(tx =>
      tx.write([{ before, after: plan.after, cause: 'undo', superseded: [] }]),
    );
  }
  return plans;
};

/** Living records by id, with their fields. */
const hubOf = (world: World): Map<string, Fields> =>
  new Map(world.living().map(record => [record.id, record.fields]));

/** The provider's objects by the record they belong to now or ever did. */
const providerOf = (world: World): Map<string, Fields> => {
  const owners = new Map(
    world.store.journal.flatMap(({ after }) => (after.remote ? [[after.remote.id, after.id] as const] : [])),
  );
  return new Map(
    [...world.provider.objects.values()].map(object => [owners.get(object.id) ?? object.id, object.fields]),
  );
};

const isRun = (step: Step): step is Extract<Step, { kind: 'run' }> => step.kind === 'run';

/** Everything at rest, then what people do, then one run with whatever befalls it; nobody edits meanwhile. */
interface Undone {
  readonly player: Player;
  readonly hub: Map<string, Fields>;
  readonly provider: Map<string, Fields>;
  readonly subject: readonly Mutation[];
}

const runOnce = async (program: Program, who: Act['who'] | 'both'): Promise<Undone> => {
  const player = new Player({ ...program, steps: [] });
  await player.play();
  await player.rest();
  for (const step of program.steps) {
    if (step.kind === 'act')
      await player.playStep({ ...step, act: who === 'both' ? step.act : { ...step.act, who } });
  }
  const { world } = player;
  const [hub, provider] = [hubOf(world), providerOf(world)];
  const from = world.store.journal.length;
  const run = program.steps.find(isRun);
  const calm = { kind: 'run', full: false, crash: null, faults: [], resumes: true, approves: true } as const;
  // What a push overwrote is written down with its answer; of an answer that was lost nothing is known to undo.
  const faults = (run?.faults ?? []).map(fault => (fault === 'lost' ? null : fault));
  // A provider that spells differently makes a repeated push look like somebody's edit: nobody can tell.
  const weather = program.normalises ? calm : { ...calm, ...run, faults, crash: null };
  await player.playStep({ ...weather, meanwhile: [], resumes: true, approves: true });
  return { player, hub, provider, subject: world.store.journal.slice(from) };
};

/** What the provider refused for good was not done by the run: there is nothing of it to undo. */
const ended = ({ player, subject }: Undone): boolean =>
  player.world.store.checkpoint.phase === 'done' &&
  // A listing that was short misled the run: what it gave up by mistake is found again as something new.
  !player.world.provider.wasShort &&
  subject.every(({ push }) => push?.outcome !== 'refused');

/** What cannot be undone: immutable fields, of which the provider decides, and entries of the hub's own beside them. */
const fixedFields = ({ kit: { model } }: Player, ...more: string[]) => new Set([...model.immutable, ...more]);

const without = (names: ReadonlySet<string>, states: ReadonlyMap<string, Fields>): Map<string, Fields> => {
  const rest = (fields: Fields) => Object.entries(fields).filter(([name]) => !names.has(name));
  return new Map([...states].map(([id, fields]) => [id, Object.fromEntries(rest(fields))]));
};

describe('undoing a run, whatever it met', () => {
  it.each(['remote', 'local'] as const)(
    'gives both sides back what they had before, when only one had changed (%s)',
    async who => {
      let judged = 0;
      const property = fc.asyncProperty(
        programs(['manual', 'latest', 'merge', 'source'], kitNames),
        async program => {
          const done = await runOnce(program, who);
          const { player, hub, provider, subject } = done;
          if (!ended(done)) return;
          await undo(player.world, subject);
          await player.rest();
          judged += 1;
          const before = who === 'remote' ? hub : provider;
          const fixed = fixedFields(player, ...(who === 'remote' ? [] : ['custom']));
          expect(without(fixed, hubOf(player.world))).toEqual(without(fixed, before));
          expect(unequal(player.world)).toEqual([]);
        },
      );
      await fc.assert(property, { numRuns, seed });
      expect(judged).toBeGreaterThan(numRuns / 2);
    },
  );

  it('gives each side back what was overwritten on it, when both had changed', async () => {
    const property = fc.asyncProperty(programs(['latest', 'merge', 'source'], kitNames), async program => {
      const done = await runOnce(program, 'both');
      const { player, hub, provider, subject } = done;
      if (!ended(done)) return;
      const after = hubOf(player.world);
      const plans = await undo(player.world, subject);
      await player.rest();
      expect(unequal(player.world)).toEqual([]);
      const now = hubOf(player.world);
      for (const [id, fields] of after) {
        const [here, there, left] = [hub.get(id), provider.get(id), now.get(id)];
        if (plans.get(id)?.status === 'refused') continue;
        if (here === undefined || there === undefined) {
          expect([id, left]).toEqual([id, undefined]);
          continue;
        }
        const [{ model }, fixed] = [player.kit, fixedFields(player, 'custom')];
        for (const name of Object.keys(fields)) {
          const rule = model.merge[name];
          if (fixed.has(name)) continue;
          const mine = (program.normalises ? inCapitals(player.kit, here) : here)[name];
          const expected = equalField(rule, mine, fields[name]) ? there[name] : mine;
          expect([id, name, equalField(rule, left?.[name], expected)]).toEqual([id, name, true]);
        }
      }
    });
    await fc.assert(property, { numRuns, seed });
  });

  it('can itself be undone', async () => {
    const property = fc.asyncProperty(programs(['latest', 'merge', 'source'], kitNames), async program => {
      const done = await runOnce(program, 'both');
      const { player, subject } = done;
      if (!ended(done)) return;
      const { world } = player;
      await player.rest();
      const after = hubOf(world);
      const from = world.store.journal.length;
      await undo(world, subject);
      const own = world.store.journal.slice(from);
      await player.rest();
      await undo(world, own);
      await player.rest();
      const fixed = fixedFields(player);
      expect(without(fixed, hubOf(world))).toEqual(without(fixed, after));
      expect(unequal(world)).toEqual([]);
    });
    await fc.assert(property, { numRuns, seed });
  });

  it('leaves every later edit alone', async () => {
    const property = fc.asyncProperty(
      programs(['latest', 'merge', 'source'], kitNames),
      fc.array(fc.nat(5), { minLength: 1, maxLength: 3 }),
      async (program, later) => {
        const done = await runOnce(program, 'both');
        if (!ended(done)) return;
        const { player, subject } = done;
        const { world } = player;
        await player.rest();
        const marks = new Map<string, string>();
        for (const target of later) {
          const record = world.living()[target];
          if (record === undefined) continue;
          const mark = `later-${target}-${marks.size}`;
          await world.edit(record.id, fields => ({ ...fields, [player.kit.spelled]: mark.toUpperCase() }));
          marks.set(record.id, mark);
        }
        await undo(world, subject);
        await player.rest();
        for (const [id, mark] of marks)
          expect(hubOf(world).get(id)?.[player.kit.spelled]).toBe(mark.toUpperCase());
      },
    );
    await fc.assert(property, { numRuns: Math.ceil(numRuns / 2), seed });
  });
});
