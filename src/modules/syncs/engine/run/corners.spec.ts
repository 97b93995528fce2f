import { describe, expect, it } from '@jest/globals';
import type { IntegrationProvider, PullPage, RemoteChange } from '#provider-sdk';
import { Crash } from '../testing/life.js';
import { note, World } from '../testing/world.js';
import { startCheckpoint } from './checkpoint.js';
import { rejectHeld } from './reject.js';
import { runSync } from './run.js';

const titlesHere = (world: World) => world.living().map(record => String(record.fields['title']));
const titlesThere = (world: World) =>
  [...world.provider.objects.values()].map(o => String(o.fields['title']));

const upsert = (remoteId: string, version = 'v1'): RemoteChange => ({
  kind: 'upsert',
  remoteId,
  version,
  fields: note(`${remoteId} ${version}`),
  data: '{}',
  modifiedAt: null,
});

const page = (changes: readonly RemoteChange[], more: Partial<PullPage> = {}): PullPage => {
  return { changes, unchanged: [], listing: true, cursor: 'end', last: true, ...more };
};

/** A provider that answers with these pages; what is an error is thrown in its turn. */
const scripted = (answers: readonly (PullPage | Error)[]): Pick<IntegrationProvider, 'pull'> => ({
  async *pull() {
    for (const answer of answers) {
      if (answer instanceof Error) throw answer;
      yield answer;
    }
  },
});

const runScript = (
  world: World,
  answers: readonly (PullPage | Error)[],
  checkpoint = startCheckpoint(null),
) => runSync({ ...world.input(checkpoint), provider: scripted(answers) });

describe('a pull', () => {
  it('proves no absence by a page that is not of a listing', async () => {
    const world = new World();
    await runScript(world, [page([upsert('x1'), upsert('x2')])]);
    await runScript(world, [page([upsert('x1')], { listing: false })]);
    expect(titlesHere(world)).toEqual(['x1 v1', 'x2 v1']);
  });

  it('does not trust what an abandoned listing saw when it begins anew', async () => {
    const world = new World();
    await runScript(world, [page([upsert('x1'), upsert('x2'), upsert('x3')])]);
    const half = page([], { unchanged: ['x1', 'x2'], cursor: null, last: false });
    const stopped = await runScript(world, [half, new Error('gone away')]);
    await runScript(world, [page([], { unchanged: ['x2', 'x3'] })], stopped.checkpoint);
    expect(titlesHere(world)).toEqual(['x2 v1', 'x3 v1']);
  });

  it('takes an object that is deleted and back again on one page as changed', async () => {
    const world = new World();
    await runScript(world, [page([upsert('x1'), upsert('x2')])]);
    const [first] = world.living();
    const changes: RemoteChange[] = [{ kind: 'delete', remoteId: 'x1' }, upsert('x1', 'v2')];
    await runScript(world, [page(changes, { listing: false })], startCheckpoint('end'));
    expect(world.record(first?.id ?? '')).toMatchObject({ state: 'clean', fields: { title: 'x1 v2' } });
    expect(titlesHere(world)).toHaveLength(2);
  });

  it('is tried again when the provider stops before the final page', async () => {
    const world = new World();
    expect(await runScript(world, [page([], { last: false })])).toMatchObject({
      kind: 'retry',
      code: 'temporary',
    });
  });
});

describe('a refusal', () => {
  it('of a version that was edited meanwhile leaves the newer one to the next run', async () => {
    const world = new World();
    const id = await world.create(note('bad'));
    world.provider.faults.push(null, 'permanent');
    world.meanwhile.push(
      () => Promise.resolve(),
      () => world.edit(id, fields => ({ ...fields, title: 'good' })),
    );
    await world.run();
    expect(world.record(id).pushError).toBeNull();
    await world.run();
    expect(titlesThere(world)).toEqual(['good']);
  });

  it('by a person of outgoing deletions brings back no record that the provider may never have had', async () => {
    const world = new World();
    const known = await world.create(note('known'));
    await world.run();
    const unsure = await world.create(note('unsure'));
    world.provider.faults.push(null, 'lost');
    const { checkpoint } = await world.run();
    await world.remove(known);
    await world.remove(unsure);
    await rejectHeld(world.input(checkpoint), 'outgoing');
    expect(titlesHere(world)).toEqual(['known']);
  });
});

describe('a twin', () => {
  it('that is being pushed while the original takes its object over deletes nothing', async () => {
    const world = new World();
    const original = await world.create(note('draft'));
    world.provider.faults.push(null, 'lost');
    await world.run();
    world.provider.faults.push(null, 'temporary');
    await world.run();
    const twin = world.living().find(record => record.id !== original);
    await world.edit(twin?.id ?? '', fields => ({ ...fields, title: 'from the twin' }));
    await world.run();
    await world.run();
    expect(world.living().map(record => [record.id, record.state])).toEqual([[original, 'clean']]);
    expect([titlesHere(world), titlesThere(world)]).toEqual([['from the twin'], ['from the twin']]);
  });
});

describe('an object that seemed gone and is back as it was', () => {
  const revived = async (restore: (world: World, id: string) => void) => {
    const world = new World({ policyFor: () => 'source' });
    const id = await world.create(note('draft'));
    await world.create(note('other'));
    await world.run();
    const objectId = world.record(id).remote?.id ?? '';
    world.provider.moveAway(objectId);
    await world.edit(id, fields => ({ ...fields, title: 'edited' }));
    // The push of the revived record fails, so nobody knows whether it was created anew.
    world.provider.faults.push(null, 'temporary');
    await world.run();
    restore(world, objectId);
    await world.run();
    await world.run({ full: true });
    return world;
  };

  it('takes over the edit that was made here meanwhile, and does not undo it', async () => {
    const world = await revived(({ provider }, id) => provider.moveBack(id));
    expect([titlesHere(world).toSorted(), titlesThere(world).toSorted()]).toEqual([
      ['edited', 'other'],
      ['edited', 'other'],
    ]);
  });

  it('takes over what was written into its tombstone', async () => {
    const world = new World({ policyFor: () => 'source' });
    const id = await world.create(note('draft'));
    await world.run();
    const object = world.record(id).remote?.id ?? '';
    world.provider.moveAway(object);
    await world.run();
    world.provider.moveBack(object);
    await world.edit(id, fields => ({ ...fields, title: 'written again' }));
    world.provider.expireCursors();
    await world.run({ full: true });
    await world.run();
    expect([titlesHere(world), titlesThere(world)]).toEqual([['written again'], ['written again']]);
  });
});

describe('a listing that is taken up again after webhooks told of deletions', () => {
  it('still finds what is absent', async () => {
    const world = new World({ pageSize: 2 });
    const [first, second] = ['a', 'b', 'c', 'd', 'e', 'f'].map(
      title => world.provider.save(null, note(title)).id,
    );
    await world.run();
    world.provider.hide([second ?? ''], false);
    world.provider.remove(first ?? '');
    world.notices.add(first ?? '');
    world.provider.faults.push(null, 'temporary');
    expect(await world.run({ full: true })).toMatchObject({ kind: 'retry' });
    expect(await world.resume()).toMatchObject({ kind: 'succeeded' });
    expect(titlesHere(world)).toEqual(['c', 'd', 'e', 'f']);
  });

  it.each(['listing', 'changes'] as const)(
    'takes away nothing that has come back, wherever the process dies (%s)',
    async first => {
      for (let step = 1; step <= 14; step += 1) {
        const world = new World({ pageSize: 1 });
        const { id } = world.provider.save(null, note('there and back'));
        if (first === 'changes') await world.run();
        world.provider.moveAway(id);
        world.notices.add(id);
        world.provider.moveBack(id);
        world.crash = { step, when: 'after' };
        await world.run().catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        await world.run();
        expect([step, titlesHere(world)]).toEqual([step, ['there and back']]);
      }
    },
  );
});
