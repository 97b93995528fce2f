import { describe, expect, it } from '@jest/globals';
import type { IntegrationProvider, PullPage, RemoteChange } from '#provider-sdk';
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
