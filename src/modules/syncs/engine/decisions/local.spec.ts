import { describe, expect, it } from '@jest/globals';
import { note, World } from '../testing/world.js';

const inConflict = async (): Promise<{ world: World; id: string }> => {
  const world = new World();
  const object = world.provider.save(null, note('plan', { body: 'one\ntwo\nthree\nfour' }));
  await world.run();
  const [record] = world.living();
  const id = record?.id ?? '';
  await world.edit(id, fields => ({ ...fields, title: 'mine', body: 'ONE\ntwo\nthree\nfour' }));
  world.provider.save(object.id, note('theirs', { body: 'one\ntwo\nthree\nFOUR' }));
  await world.run();
  return { world, id };
};

describe('a record in conflict', () => {
  it('is neither pushed nor overwritten', async () => {
    const { world, id } = await inConflict();
    expect(world.record(id)).toMatchObject({ state: 'conflict', fields: { title: 'mine' } });
    expect([...world.provider.objects.values()][0]?.fields['title']).toBe('theirs');
    expect(world.provider.writes).toBe(0);
  });

  it('shows the newest version of each side', async () => {
    const { world, id } = await inConflict();
    await world.edit(id, fields => ({ ...fields, title: 'mine, later' }));
    expect(world.record(id).conflict?.fields).toMatchObject([{ local: 'mine, later', remote: 'theirs' }]);
    world.provider.save('x000001', note('theirs, later'));
    await world.run();
    expect(world.record(id).conflict?.fields[0]).toMatchObject({
      local: 'mine, later',
      remote: 'theirs, later',
    });
  });

  it('closes by itself when a local edit removes the difference', async () => {
    const { world, id } = await inConflict();
    await world.edit(id, fields => ({ ...fields, title: 'theirs' }));
    const merged = { title: 'theirs', body: 'ONE\ntwo\nthree\nFOUR' };
    expect(world.record(id)).toMatchObject({ state: 'dirty', conflict: null, fields: merged });
    await world.run();
    expect([...world.provider.objects.values()][0]?.fields).toMatchObject(merged);
  });

  it('comes back as the provider has it when it is deleted here, for edit beats delete', async () => {
    const { world, id } = await inConflict();
    await world.remove(id);
    expect(world.record(id)).toMatchObject({ state: 'clean', deleted: false, fields: { title: 'theirs' } });
  });

  it('is created again when it is deleted there, for edit beats delete', async () => {
    const { world, id } = await inConflict();
    world.provider.remove('x000001');
    await world.run();
    expect(world.record(id)).toMatchObject({ state: 'clean', conflict: null, fields: { title: 'mine' } });
    expect([...world.provider.objects.values()].map(({ fields }) => fields['title'])).toEqual(['mine']);
  });

  it.each([
    ['local', 'mine', 'dirty'],
    ['remote', 'theirs', 'dirty'],
    [{ value: 'ours' }, 'ours', 'dirty'],
  ] as const)('is resolved by choosing %j, the rest merged', async (choice, title, state) => {
    const { world, id } = await inConflict();
    await world.resolve(id, { title: choice });
    expect(world.record(id)).toMatchObject({ state, fields: { title, body: 'ONE\ntwo\nthree\nFOUR' } });
    await world.run();
    expect([...world.provider.objects.values()][0]?.fields).toMatchObject({ title });
  });

  it('keeps the choice that was made in its history', async () => {
    const { world, id } = await inConflict();
    await world.resolve(id, { title: 'remote' });
    const overruled = { field: 'title', winner: 'remote', by: 'resolution', local: 'mine', remote: 'theirs' };
    expect(world.store.journal.at(-1)?.superseded).toEqual([overruled]);
  });

  it('is not resolved while a field is undecided', async () => {
    const { world, id } = await inConflict();
    await expect(world.resolve(id, {})).rejects.toMatchObject({ code: 'incomplete_resolution' });
    expect(world.record(id).state).toBe('conflict');
  });

  it('cannot be resolved twice', async () => {
    const { world, id } = await inConflict();
    await world.resolve(id, { title: 'local' });
    await expect(world.resolve(id, { title: 'remote' })).rejects.toMatchObject({ code: 'no_conflict' });
  });
});

describe('a local deletion', () => {
  it('of a record that was never pushed has nothing to tell the provider', async () => {
    const world = new World();
    const id = await world.create(note('draft'));
    await world.remove(id);
    await world.run();
    expect([world.record(id).state, world.provider.writes]).toEqual(['clean', 0]);
  });

  it('of a record whose creation was never answered still reaches the object', async () => {
    const world = new World();
    const id = await world.create(note('draft'));
    world.provider.faults.push(null, 'lost');
    await world.run();
    expect(world.provider.objects.size).toBe(1);
    await world.remove(id);
    await world.run();
    expect([world.provider.objects.size, world.living().length]).toEqual([0, 0]);
  });
});
