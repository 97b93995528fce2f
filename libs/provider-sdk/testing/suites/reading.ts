import { models } from '#unified-models';
import { runner } from '../runner.js';
import { complete, containersOf, gather, recordId, upsertOf } from './actions.js';
import type { SuiteRun } from './suite-run.js';

export const readingTests = (run: SuiteRun): void => {
  const { expect } = runner();
  const { subject, test } = run;

  test('names the same account each time it is asked', async ({ world }) => {
    const first = await world.provider.identify(world.session);
    expect(first.id).not.toBe('');
    expect(await world.provider.identify(world.session)).toEqual(first);
  });

  test('lists the container among its containers', async ({ world }) => {
    const containers = await containersOf(subject, world);
    expect(containers).toContainEqual(expect.objectContaining({ id: world.containerId, writable: true }));
  });

  test('answers an empty container with one last page that has a cursor', async ({ pages }) => {
    const [page, ...further] = await pages(null);
    expect(further).toEqual([]);
    expect(page).toMatchObject({ changes: [], unchanged: [], listing: true, last: true });
    expect(page?.cursor).toEqual(expect.any(String));
  });

  test('names every object in a listing, with complete and valid fields', async ({ world, pull }) => {
    for (const seed of [1, 2, 3]) await world.remote.create(complete(subject, subject.sample(seed)));
    const { changes } = await pull(null);
    expect([...changes.keys()].sort()).toEqual([...(await world.remote.list())].sort());
    for (const change of changes.values()) {
      expect(models[subject.model].schema.safeParse(upsertOf(change).fields)).toMatchObject({
        success: true,
      });
    }
  });

  test('needs no more requests, and loses nothing, when the hub knows the versions', async ({
    world,
    pull,
  }) => {
    for (const seed of [1, 2, 3]) await world.remote.create(complete(subject, subject.sample(seed)));
    const before = world.requests();
    const first = await pull(null);
    const cost = world.requests() - before;
    const versions = new Map([...first.changes].map(([id, change]) => [id, upsertOf(change).version]));
    const again = await pull(null, () => Promise.resolve(versions));
    expect(world.requests() - before - cost).toBeLessThanOrEqual(cost);
    expect([...again.changes.keys(), ...again.unchanged].sort()).toEqual([...versions.keys()].sort());
    for (const change of again.changes.values()) {
      expect(upsertOf(change).version).toBe(versions.get(change.remoteId));
    }
  });

  incrementalTests(run);
};

const incrementalTests = ({ subject, test, testIf }: SuiteRun): void => {
  const { expect } = runner();

  testIf('deletes')(
    'brings exactly what another person created, edited and deleted since',
    async ({ world, pull }) => {
      const seeds = [1, 2, 3].map(seed => complete(subject, subject.sample(seed)));
      const [kept, edited, deleted] = await Promise.all(seeds.map(fields => world.remote.create(fields)));
      const { cursor } = await pull(null);
      const created = await world.remote.create(complete(subject, subject.sample(4)));
      await world.remote.edit(edited ?? '', { ...seeds[1], [subject.textField]: 'Edited elsewhere' });
      await world.remote.delete(deleted ?? '');
      const { changes } = await pull(cursor);
      expect([...changes.keys()].sort()).toEqual([created, edited, deleted].sort());
      expect(changes.has(kept ?? '')).toBe(false);
      expect(changes.get(deleted ?? '')?.kind).toBe('delete');
      expect(upsertOf(changes.get(edited ?? '')).fields[subject.textField]).toBe('Edited elsewhere');
    },
  );

  test('brings nothing for at most two requests when nothing changed', async ({ world, pull, pages }) => {
    await world.remote.create(complete(subject, subject.sample(1)));
    const { cursor } = await pull(null);
    const before = world.requests();
    const unchanged = await pages(cursor);
    expect(world.requests() - before).toBeLessThanOrEqual(2);
    expect(gather(unchanged).changes.size).toBe(0);
    expect(unchanged.every(page => !page.listing)).toBe(true);
  });

  test('lets the hub recognise its own writing by the version', async ({ pull, push, create }) => {
    const { cursor } = await pull(null);
    const { current } = await push(create(recordId(1), subject.sample(5)));
    const seen = upsertOf((await pull(cursor)).changes.get(current.remoteId));
    expect(seen.version).toBe(upsertOf(current).version);
    expect(seen.fields).toEqual(upsertOf(current).fields);
  });
};
