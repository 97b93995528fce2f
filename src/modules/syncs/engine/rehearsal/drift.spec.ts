import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ProviderError } from '#kernel';
import { memorySource } from '../testing/memory-source.js';
import { Player } from '../testing/play/player.js';
import { programs } from '../testing/play/program.js';
import { memorySession } from '../testing/session.js';
import { note, World } from '../testing/world.js';
import { auditDrift, type DriftInput } from './audit-drift.js';

const audit = (world: World, more: Partial<DriftInput> = {}) =>
  auditDrift({
    request: { ...world.context, modelName: 'calendar_event', containerId: 'notes' },
    source: memorySource(world.store),
    provider: world.provider,
    session: memorySession(world.now),
    gate: () => Promise.resolve(),
    control: () => Promise.resolve('run'),
    sample: null,
    salt: 'salt',
    ...more,
  });

const filled = async (count: number): Promise<World> => {
  const world = new World({ pageSize: 50 });
  for (let i = 0; i < count; i += 1) world.provider.save(null, note(`n${i}`));
  await world.run();
  return world;
};

/** Behind the hub's back, under the version that it knows. */
const corrupt = (world: World, id: string): void => {
  const object = world.provider.objects.get(id);
  if (object === undefined) throw new Error(`no object ${id}`);
  world.provider.objects.set(id, { ...object, fields: note('corrupt') });
};

describe('a drift audit', () => {
  it('gives 100 to two sides at rest, whatever happened before', async () => {
    const property = fc.asyncProperty(programs(['latest', 'source', 'merge']), async program => {
      const player = new Player(program);
      await player.play();
      await player.rest();
      const { findings } = await audit(player.world);
      expect(findings).toMatchObject({ score: 100, compared: player.world.living().length });
    });
    await fc.assert(property, { numRuns: 300, seed: 20261121 });
  });

  it('is not fooled by versions', async () => {
    const world = await filled(10);
    corrupt(world, 'x000003');
    const { findings, suspects } = await audit(world);
    expect(findings).toMatchObject({ score: 90, differing: { count: 1 }, fields: { title: 1 } });
    expect(suspects).toEqual([
      [...world.store.records.values()].find(({ remote }) => remote?.id === 'x000003')?.id,
    ]);
  });

  it('never calls 100 what is not whole', async () => {
    const world = await filled(2_000);
    world.provider.remove('x000007');
    expect((await audit(world)).findings).toMatchObject({ score: 99.9, missingThere: { count: 1 } });
  });

  it('finds in a sample what either side lacks, in proportion', async () => {
    const world = await filled(2_000);
    for (let i = 1; i <= 400; i += 1) world.provider.remove(`x${String(i).padStart(6, '0')}`);
    for (let i = 0; i < 400; i += 1) world.provider.save(null, note(`later ${i}`));
    const { findings } = await audit(world, { sample: 500 });
    expect(findings?.share).toBe(0.25);
    expect(findings?.compared).toBeGreaterThan(480);
    expect(findings?.compared).toBeLessThan(720);
    expect(findings?.missingHere.count).toBeGreaterThan(60);
    expect(findings?.missingThere.count).toBeGreaterThan(60);
    // 1,600 of 2,400 agree.
    expect(findings?.score).toBeGreaterThan(58);
    expect(findings?.score).toBeLessThan(75);
  });

  it('leaves out what a sync that only pushes does not take over', async () => {
    const world = new World({ direction: 'push' });
    world.provider.save(null, note('theirs'));
    expect((await audit(world)).findings).toMatchObject({ score: 100, missingHere: { count: 0 } });
  });

  it('goes on with its listing after a pause that the provider asked for', async () => {
    const world = await filled(200);
    world.provider.faults.push(null, 'rate_limited', null, 'temporary');
    const pauses: string[] = [];
    const { findings } = await audit(world, {
      pause: ({ code }) => {
        pauses.push(code);
        return Promise.resolve(true);
      },
    });
    expect(pauses).toEqual(['rate_limited', 'temporary']);
    expect(findings).toMatchObject({ score: 100, compared: 200 });
  });

  it('stops when it is cancelled, and says why when the provider refuses', async () => {
    const world = await filled(5);
    expect((await audit(world, { control: () => Promise.resolve('cancel') })).end).toEqual({
      kind: 'cancelled',
    });
    world.provider.faults.push('permanent');
    expect((await audit(world)).end).toMatchObject({ kind: 'failed', code: 'permanent' });
    const gate = () => Promise.reject(new ProviderError('auth_expired', 'Sign in again.'));
    await expect(audit(world, { gate })).resolves.toMatchObject({ end: { kind: 'failed' }, findings: null });
  });
});
