import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '#kernel';
import { type GoogleContactsWorld, startGoogleContacts } from '../google-contacts.contract.js';
import { complete, creation, knowing, pages, pull, push, update, upsert } from './stage.contract.js';

class MovedClock extends Clock {
  aheadMs = 0;

  override now(): Date {
    return new Date(Date.UTC(2027, 0, 1) + this.aheadMs);
  }
}

const day = 24 * 3_600_000;
let world: GoogleContactsWorld;
let clock: MovedClock;
beforeEach(async () => {
  clock = new MovedClock();
  world = await startGoogleContacts(clock);
});
afterEach(() => world.stop());

const add = (notes: string, groups: string[] = []) => world.remote.create(complete({ notes, groups }));
const edit = (id: string, notes: string) => world.remote.edit(id, complete({ notes }));
const book = () => world.simulator.book();

describe('pulling contacts', () => {
  it('pages through a large address book, says how large it is and goes on where it stopped', async () => {
    for (let index = 0; index < 502; index += 1) await add(`Note ${index}`);
    const [first, second] = await pages(world, null);
    expect([first?.changes.length, first?.expected, first?.last]).toEqual([500, 502, false]);
    expect([second?.changes.length, second?.last]).toEqual([2, true]);
    const [resumed] = await pages(world, first?.cursor ?? null);
    expect(resumed).toMatchObject({ listing: true, last: true, changes: second?.changes });
  });

  it('lists anew when the sync token is older than seven days', async () => {
    await add('One');
    const { cursor } = await pull(world, null);
    clock.aheadMs = 6 * day;
    const later = await pull(world, cursor);
    expect(later.changes).toEqual([]);
    clock.aheadMs = 8 * day;
    await expect(pull(world, later.cursor)).rejects.toMatchObject({ providerCode: 'cursor_expired' });
  });

  it.each([
    [400, '{"error":{"code":400,"message":"Sync token is expired.","status":"INVALID_ARGUMENT"}}'],
    [410, ''],
  ])('takes %d for the end of a token, whatever it says', async (status, body) => {
    const { cursor } = await pull(world, null);
    world.failNext({ status: 200, body: '{"contactGroups":[]}' });
    world.failNext({ status, body });
    await expect(pull(world, cursor)).rejects.toMatchObject({ providerCode: 'cursor_expired' });
  });

  it('does not take 400 for an expired cursor when there was none', async () => {
    world.failNext({ status: 200, body: '{"contactGroups":[]}' });
    world.failNext({ status: 400 });
    await expect(pull(world, null)).rejects.toMatchObject({ providerCode: 'permanent' });
  });

  it('is not misled by a feed that shows what was before our own last writing', async () => {
    const id = await add('First');
    const { cursor, changes } = await pull(world, null);
    await edit(id, 'Theirs');
    const stale = await push(world, update(upsert(changes[0]), { notes: 'Ours' }));
    const { current } = await push(world, update(upsert(stale.current), { notes: 'Both' }));
    world.simulator.connections.feedUntil = 2;
    const known = knowing([current]);
    expect((await pull(world, cursor, known)).changes).toEqual([current]);
    const [listed] = await pages(world, null, known);
    expect(listed).toMatchObject({ changes: [], unchanged: [id] });
  });

  it('does not take a contact for gone that was made a moment ago, when a listing is behind', async () => {
    await add('Long there');
    const { changes } = await pull(world, null);
    const fresh = upsert((await push(world, creation({ displayName: 'Ada Byron' }))).current);
    world.simulator.connections.feedUntil = 1;
    const [listed] = await pages(world, null, knowing([...changes, fresh]));
    expect(listed?.unchanged).toEqual([changes[0]?.remoteId, fresh.remoteId]);
    const [unknowing] = await pages(world, null, knowing(changes));
    expect(unknowing).toMatchObject({ changes: [], unchanged: [changes[0]?.remoteId] });
  });

  it('does not ask again for contacts that nobody here knows', async () => {
    const { cursor } = await pull(world, null);
    await add('New');
    const before = world.requests();
    expect((await pull(world, cursor)).changes).toHaveLength(1);
    expect(world.requests() - before).toBe(2);
  });

  it('lists anew when a label was renamed, for no contact changes with it', async () => {
    const id = await add('In the band', ['Band']);
    await add('Alone');
    const first = await pull(world, null);
    book().renameGroup('Band', 'Orchestra');
    await expect(pull(world, first.cursor)).rejects.toMatchObject({ providerCode: 'cursor_expired' });
    const again = await pull(world, null, knowing(first.changes));
    expect(again.changes).toMatchObject([{ remoteId: id, fields: { groups: ['Orchestra'] } }]);
    expect(again.pages[0]?.unchanged).toHaveLength(1);
  });

  it('goes on when a label was made', async () => {
    await add('In the band', ['Band']);
    const { cursor } = await pull(world, null);
    book().createGroup('Choir');
    const { changes } = await pull(world, cursor);
    expect(changes).toEqual([]);
  });

  it('learns of a label that was made while it was reading', async () => {
    const id = await add('Early');
    const { cursor } = await pull(world, null);
    await world.remote.edit(id, complete({ notes: 'Late', groups: ['Fresh'] }));
    world.failNext({ status: 200, body: '{"contactGroups":[]}' });
    const { changes } = await pull(world, cursor);
    expect(changes).toMatchObject([{ fields: { notes: 'Late', groups: ['Fresh'] } }]);
  });

  it('lets a contact go on under its new name', async () => {
    const id = await add('Linked with a profile');
    const { cursor, changes } = await pull(world, null);
    book().rename(id, 'people/c99');
    expect((await pull(world, cursor, knowing(changes))).changes).toMatchObject([
      { kind: 'delete', remoteId: id },
      { kind: 'upsert', remoteId: 'people/c99' },
    ]);
  });

  it('says a contact is gone that was deleted since the feed saw it', async () => {
    const id = await add('Short-lived');
    const { cursor, changes } = await pull(world, null);
    await edit(id, 'Edited');
    await world.remote.delete(id);
    world.simulator.connections.feedUntil = 2;
    expect((await pull(world, cursor, knowing(changes))).changes).toEqual([{ kind: 'delete', remoteId: id }]);
  });
});
