import { describe, expect, it } from '@jest/globals';
import { note, World, type WorldOptions } from '../testing/world.js';

const titles = (world: World) => [...world.provider.objects.values()].map(({ fields }) => fields['title']);

/** A record that both sides have, after its first sync. */
const synced = async (options: WorldOptions = {}) => {
  const world = new World(options);
  const id = await world.create(note('plan'));
  await world.run();
  return { world, id };
};

/** Calls to the provider in a run after the first: one pull, then the pushes, each with two moments to meddle. */
const duringPush = (world: World, meddle: () => Promise<void>): void => {
  world.meanwhile.push(() => Promise.resolve(), meddle);
};

describe('a push', () => {
  it('creates what the provider never had, once', async () => {
    const { world, id } = await synced();
    expect(world.record(id)).toMatchObject({ state: 'clean', unanswered: [], remote: { id: 'x000001' } });
    await world.run();
    expect(world.provider.writes).toBe(1);
  });

  it('keeps an edit made while it is under way, and sends it after', async () => {
    const { world, id } = await synced();
    await world.edit(id, fields => ({ ...fields, title: 'first' }));
    duringPush(world, () => world.edit(id, fields => ({ ...fields, title: 'second' })));
    const { checkpoint } = await world.run();
    expect(titles(world)).toEqual(['second']);
    expect(world.record(id)).toMatchObject({ state: 'clean', fields: { title: 'second' } });
    expect(checkpoint.counts.pushedUpdated).toBe(2);
  });

  it('honours a deletion made while it is under way', async () => {
    const { world, id } = await synced();
    await world.edit(id, fields => ({ ...fields, title: 'first' }));
    duringPush(world, () => world.remove(id));
    await world.run();
    expect([titles(world), world.record(id).state]).toEqual([[], 'clean']);
  });

  it('of a deletion gives way to an edit made while it is under way: the record is created again', async () => {
    const { world, id } = await synced();
    await world.remove(id);
    duringPush(world, () => world.edit(id, () => note('after all')));
    await world.run();
    expect(titles(world)).toEqual(['after all']);
    expect(world.record(id)).toMatchObject({ state: 'clean', deleted: false });
  });

  it('that comes too late is merged with what is there and tried again', async () => {
    const { world, id } = await synced();
    await world.edit(id, fields => ({ ...fields, title: 'mine' }));
    duringPush(world, async () => {
      world.provider.save('x000001', note('plan', { place: 'theirs' }));
    });
    await world.run();
    expect(world.record(id)).toMatchObject({ state: 'clean', fields: { title: 'mine', place: 'theirs' } });
    expect([...world.provider.objects.values()][0]?.fields).toMatchObject({ title: 'mine', place: 'theirs' });
  });

  it('that comes too late may open a conflict instead', async () => {
    const { world, id } = await synced();
    await world.edit(id, fields => ({ ...fields, title: 'mine' }));
    duringPush(world, async () => {
      world.provider.save('x000001', note('theirs'));
    });
    const { checkpoint } = await world.run();
    expect([world.record(id).state, checkpoint.counts.conflicts, titles(world)]).toEqual([
      'conflict',
      1,
      ['theirs'],
    ]);
  });

  it('gives up for this run when the provider changes every time', async () => {
    const { world, id } = await synced();
    await world.edit(id, fields => ({ ...fields, title: 'mine' }));
    let version = 0;
    const meddle = async () => {
      world.provider.save('x000001', note('plan', { place: `p${(version += 1)}` }));
    };
    world.meanwhile.push(() => Promise.resolve(), ...Array.from({ length: 12 }, () => meddle));
    expect((await world.run()).kind).toBe('succeeded');
    expect(world.record(id).state).toBe('dirty');
    expect(version).toBeLessThanOrEqual(6);
  });

  it('takes over how the provider stores a value, and does not send it for ever', async () => {
    const normalise = (fields: Record<string, unknown>) => ({
      ...fields,
      place: String(fields['place']).toUpperCase(),
    });
    const { world, id } = await synced({ normalise });
    await world.edit(id, fields => ({ ...fields, place: 'rome' }));
    await world.run();
    await world.run();
    expect(world.record(id)).toMatchObject({ state: 'clean', fields: { place: 'ROME' } });
    expect(world.provider.writes).toBe(2);
  });

  it('does not move the revision when nothing changed for a reader', async () => {
    const { world, id } = await synced();
    await world.edit(id, fields => ({ ...fields, title: 'mine' }));
    const { revision } = world.record(id);
    await world.run();
    expect(world.record(id)).toMatchObject({ state: 'clean', revision });
  });
});

describe('a push whose answer is lost', () => {
  const lost = async () => {
    const world = new World();
    const id = await world.create(note('draft'));
    world.provider.faults.push(null, 'lost');
    expect((await world.run()).kind).toBe('retry');
    return { world, id };
  };

  it('is repeated by the same run without a second object', async () => {
    const { world, id } = await lost();
    await world.resume();
    expect([titles(world), world.record(id).state]).toEqual([['draft'], 'clean']);
  });

  it('leaves one record, the original, though the next run meets its object as a stranger', async () => {
    const { world, id } = await lost();
    await world.run();
    expect(world.living().map(record => record.id)).toEqual([id]);
    expect(titles(world)).toEqual(['draft']);
  });

  it('keeps edits of the original and of its twin', async () => {
    const { world, id } = await lost();
    await world.edit(id, fields => ({ ...fields, place: 'from the original' }));
    world.meanwhile.push(
      () => Promise.resolve(),
      async () => {
        const twin = world.living().find(record => record.id !== id);
        await world.edit(twin?.id ?? '', fields => ({ ...fields, title: 'from the twin' }));
      },
    );
    await world.run();
    await world.run();
    const both = note('from the twin', { place: 'from the original' });
    expect(world.living().map(record => [record.id, record.fields])).toEqual([[id, both]]);
    expect([...world.provider.objects.values()].map(({ fields }) => fields)).toEqual([both]);
  });

  it('does not turn an update into a conflict with ourselves', async () => {
    const { world, id } = await synced();
    await world.edit(id, fields => ({ ...fields, title: 'first' }));
    world.provider.faults.push(null, 'lost');
    await world.run();
    await world.edit(id, fields => ({ ...fields, title: 'second' }));
    await world.run();
    expect([world.record(id).state, titles(world)]).toEqual(['clean', ['second']]);
  });
});
