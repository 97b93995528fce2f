import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { type View, viewedThrough } from '#mappings';
import type { IntegrationProvider } from '#provider-sdk';
import type { ModelDefinition } from '#unified-models';
import { readFilter } from '../mappings/filter.js';
import { compileMapping } from '../mappings/mapping.js';
import type { Rule } from '../mappings/rules.js';
import { informed } from './deletion-notices.js';
import { Findings } from './engine/rehearsal/findings.js';
import { rehearse } from './engine/rehearsal/rehearse.js';
import { approveHeld, nextCursor, startCheckpoint } from './engine/run/checkpoint.js';
import { memorySource } from './engine/testing/memory-source.js';
import { noteModel } from './engine/testing/note-model.js';
import { histories, seedHistories } from './engine/testing/play/histories.js';
import { Player } from './engine/testing/play/player.js';
import { type Program, programs } from './engine/testing/play/program.js';
import { memorySession } from './engine/testing/session.js';
import type { World } from './engine/testing/world.js';
import { readAnew } from './remaps/read-anew.js';

/** A tenth: every object goes through expressions. */
const numRuns = Math.ceil(histories(4_000) / 10);
const seed = seedHistories('dry run of another view');
const model: ModelDefinition = {
  ...noteModel,
  schema: noteModel.schema.extend({ custom: z.record(z.string(), z.json()).default({}) }),
  merge: { ...noteModel.merge, custom: { kind: 'entries' } },
};
const viewOf = (rules: readonly Rule[], filter: string | null): View => ({
  model,
  mapping: rules.length > 0 ? compileMapping(model, rules) : null,
  filter: filter === null ? null : readFilter(filter),
});
const renamed: Rule[] = [
  {
    target: 'title',
    direction: 'both',
    expression: 'fields.title + "!"',
    outExpression: 'record.title.split("!")[0]',
  },
  { target: 'custom.tags', direction: 'in', expression: 'size(fields.tags)' },
];
const plain = viewOf([], null);
const few = viewOf([], 'size(fields.title) % 2 == 0');
const changes: readonly (readonly [string, View, View])[] = [
  ['a filter', plain, few],
  ['no filter any more', few, plain],
  ['a mapping', plain, viewOf(renamed, null)],
  ['another mapping with a filter', viewOf(renamed, null), viewOf([], 'size(fields.title) % 3 != 0')],
];

const through = (provider: World['provider'], view: View) =>
  viewedThrough(provider as unknown as IntegrationProvider, view);

const seenThrough = (world: World, input: World['input'], view: View): void => {
  Object.assign(world.context, { model });
  world.input = (...given) => ({ ...input(...given), provider: through(world.provider, view) });
};

const dryRun = (world: World, view: View, full: boolean) => {
  let ids = 0;
  return rehearse({
    request: {
      ...world.context,
      ...{ runId: 'rehearsal', modelName: 'calendar_event', containerId: 'notes' },
      checkpoint: startCheckpoint(full ? null : nextCursor(world.store.checkpoint)),
    },
    source: memorySource(world.store),
    reread: { size: 3, read: records => readAnew(world.context, view, records).mutations },
    provider: informed(
      through(world.provider, view),
      [...world.notices].map(remoteId => ({ remoteId })),
    ),
    session: memorySession(world.now),
    gate: () => Promise.resolve(),
    newId: () => `s${String((ids += 1)).padStart(6, '0')}`,
    control: () => Promise.resolve('run'),
  });
};

const save = (world: World, view: View): Promise<void> =>
  world.store.transaction(async tx => {
    const records = [...world.store.records.values()].filter(({ remote }) => remote !== null);
    await tx.write(readAnew(world.context, view, records).mutations);
  });

const runToEnd = async (world: World, full: boolean) => {
  let outcome = await world.run({ full });
  let held = 0;
  while (outcome.kind === 'held') {
    held += 1;
    outcome = await world.resume(approveHeld(outcome.checkpoint, outcome.held));
  }
  return { outcome, held };
};

/** How many steps there were to foresee; null when only the provider could have told. */
const compare = async (program: Program, before: View, after: View): Promise<number | null> => {
  const player = new Player(program, 'two_way');
  const { world } = player;
  const input = world.input.bind(world);
  seenThrough(world, input, before);
  await player.play();
  const stored = structuredClone([...world.store.records.values()]);
  // Another filter lists everything.
  const full = before.filter !== after.filter;
  const dry = await dryRun(world, after, full);
  expect([...world.store.records.values()]).toEqual(stored);

  const begin = world.store.journal.length;
  await save(world, after);
  seenThrough(world, input, after);
  const real = await runToEnd(world, full);
  if (dry.findings.uncertain > 0) return null;
  const { counts } = real.outcome.checkpoint;
  if (counts.failed > 0) return null;
  expect(dry.end.kind).toBe(real.outcome.kind);
  expect(dry.counts).toEqual(counts);
  expect(dry.findings.held).toHaveLength(real.held);
  const steps = world.store.journal.slice(begin);
  const findings = new Findings(world.context.model);
  for (const step of steps) if (step.cause !== 'pushed') findings.step(step);
  const countsOf = ({ hub, conflicts }: Findings['result']) => ({
    hub: Object.entries(hub).map(([name, { count }]) => [name, count]),
    conflicts: [conflicts.opened.count, conflicts.closed.count, conflicts.decided],
  });
  expect(countsOf(dry.findings)).toEqual(countsOf(findings.result));
  return steps.length;
};

const policies = ['manual', 'latest', 'source', 'merge', 'mixed'] as const;

describe('a dry run of another view, whatever happened before', () => {
  it.each(changes)('says what saving it leads to, and leaves no mark: %s', async (_, before, after) => {
    const foreseen: (number | null)[] = [];
    const property = fc.asyncProperty(programs(policies), async program => {
      foreseen.push(await compare(program, before, after));
    });
    await fc.assert(property, { numRuns: Math.ceil(numRuns / changes.length), seed });
    expect(foreseen.filter(steps => steps === null).length).toBeLessThan(foreseen.length * 0.3);
    expect(foreseen.filter(steps => steps !== null && steps > 0).length).toBeGreaterThan(
      foreseen.length * 0.4,
    );
  });
});
