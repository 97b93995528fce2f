import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Direction } from '#records';
import type { Mutation } from '../run/store.js';
import { approveHeld, nextCursor, startCheckpoint } from '../run/checkpoint.js';
import type { Held } from '../run/breaker.js';
import { informed } from '../../deletion-notices.js';
import { memorySource } from '../testing/memory-source.js';
import { Player } from '../testing/play/player.js';
import { type Program, programs } from '../testing/play/program.js';
import { memorySession } from '../testing/session.js';
import type { World } from '../testing/world.js';
import { Findings } from './findings.js';
import { rehearse } from './rehearse.js';

const numRuns = Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 10_000) / 10);
const seed = process.env['PROPERTY_SEED'] ?? '20261121';
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });

const picture = ({ store, provider }: World) => {
  const { records, seen, journal, checkpoint, fence } = store;
  return structuredClone({
    store: { records, seen, journal, checkpoint, fence },
    provider: { objects: provider.objects, writes: provider.writes },
  });
};

const dryRun = (world: World, full: boolean) => {
  const cursor = full ? null : nextCursor(world.store.checkpoint);
  let ids = 0;
  return rehearse({
    request: {
      ...world.context,
      runId: 'rehearsal',
      modelName: 'calendar_event',
      containerId: 'notes',
      checkpoint: startCheckpoint(cursor),
    },
    source: memorySource(world.store),
    provider: informed(
      world.provider,
      [...world.notices].map(remoteId => ({ remoteId })),
    ),
    session: memorySession(world.now),
    gate: () => Promise.resolve(),
    newId: () => `s${String((ids += 1)).padStart(6, '0')}`,
    control: () => Promise.resolve('run'),
  });
};

const heldBriefly = ({ flow, reason, deletions, total }: Held) => ({ flow, reason, deletions, total });

const realRun = async (world: World, full: boolean) => {
  const begin = world.store.journal.length;
  const held: Held[] = [];
  let outcome = await world.run({ full });
  while (outcome.kind === 'held') {
    held.push(outcome.held);
    outcome = await world.resume(approveHeld(outcome.checkpoint, outcome.held));
  }
  return { outcome, held: held.map(heldBriefly), steps: world.store.journal.slice(begin) };
};

/** What the steps of a real run come to; what the provider's answers did is not foreseen. */
const effectsOf = ({ context }: World, steps: readonly Mutation[]) => {
  const findings = new Findings(context.model);
  for (const step of steps) if (step.cause !== 'pushed') findings.step(step);
  const { hub, conflicts } = findings.result;
  const counted = Object.entries(hub).map(([name, { count }]) => [name, count] as const);
  const { opened, closed, decided } = conflicts;
  return {
    hub: Object.fromEntries(counted),
    conflicts: { opened: opened.count, closed: closed.count, decided },
  };
};

const directions: readonly Direction[] = ['two_way', 'pull', 'push'];

/** How much there was to foresee; null when only the provider could have told. */
const compare = async (program: Program, direction: Direction, full: boolean): Promise<number | null> => {
  const player = new Player(program, direction);
  await player.play();
  const { world } = player;
  const before = picture(world);
  const dry = await dryRun(world, full);
  expect(picture(world)).toEqual(before);

  const real = await realRun(world, full);
  expect(dry.end.kind).toBe(real.outcome.kind);
  const { hub, conflicts, provider, uncertain, held } = dry.findings;
  // Whether a lost creation took effect only the provider knows.
  if (uncertain > 0) return null;
  const { counts } = real.outcome.checkpoint;
  // Nor that it refuses to change an object that the account no longer sees.
  if (world.provider.hidden.size > 0 && counts.failed > 0) return null;
  expect(dry.counts).toEqual(counts);
  expect(held.map(heldBriefly)).toEqual(real.held);
  expect({
    hub: Object.fromEntries(Object.entries(hub).map(([name, { count }]) => [name, count])),
    conflicts: { opened: conflicts.opened.count, closed: conflicts.closed.count, decided: conflicts.decided },
  }).toEqual(effectsOf(world, real.steps));
  expect([provider.create.count, provider.update.count, provider.delete.count]).toEqual([
    counts.pushedCreated,
    counts.pushedUpdated,
    counts.pushedDeleted,
  ]);
  const written = world.provider.writes - before.provider.writes;
  expect(written).toBeLessThanOrEqual(provider.create.count + provider.update.count + provider.delete.count);
  return real.steps.length;
};

describe('a dry run, whatever people, networks and power supplies did before', () => {
  it.each(directions)('says what the real run then does, and leaves no mark (%s)', async direction => {
    const policies = ['manual', 'latest', 'source', 'merge', 'mixed'] as const;
    const foreseen: (number | null)[] = [];
    const property = fc.asyncProperty(programs(policies), fc.boolean(), async (program, full) => {
      foreseen.push(await compare(program, direction, full));
    });
    await fc.assert(property, { numRuns: Math.ceil(numRuns / directions.length) });
    // Most programs leave something to do, and few of them something that nobody could foresee.
    expect(foreseen.filter(steps => steps === null).length).toBeLessThan(foreseen.length * 0.2);
    expect(foreseen.filter(steps => steps !== null && steps > 0).length).toBeGreaterThan(
      foreseen.length * 0.4,
    );
  });
});
