import { afterAll, describe, expect, it } from '@jest/globals';
import type { ProviderRequest } from '#provider-sdk';
import { googleContactsActions } from '../actions/actions.js';
import { complete, creation, knowing, pull, push, update, upsert } from '../contacts/stage.contract.js';
import { startGoogleContacts, usedOperations } from '../google-contacts.contract.js';
import { describedOperation } from './requests.contract.js';

const api = 'https://people.googleapis.com/v1';
const names = { personFields: 'names,metadata' };
const world = await startGoogleContacts();
afterAll(() => world.stop());

describe('the check against Google’s description', () => {
  const canaries: readonly (readonly [string, ProviderRequest])[] = [
    ['a person without a mask', { method: 'GET', url: `${api}/people/c1` }],
    ['an unknown field', { method: 'GET', url: `${api}/people/c1`, query: { personFields: 'names,mail' } }],
    ['an unknown query', { method: 'GET', url: `${api}/people/c1`, query: { ...names, fields: 'x' } }],
    [
      'a page of two thousand',
      { method: 'GET', url: `${api}/people/me/connections`, query: { ...names, pageSize: 2_000 } },
    ],
    [
      'an unknown member of a name',
      { method: 'POST', url: `${api}/people:createContact`, body: { names: [{ fullName: 'Ada' }] } },
    ],
    [
      'a month that is none',
      { method: 'POST', url: `${api}/people:createContact`, body: { birthdays: [{ date: { month: 13 } }] } },
    ],
    ['an update of nothing', { method: 'PATCH', url: `${api}/people/c1:updateContact`, body: {} }],
    [
      'an update of photos',
      {
        method: 'PATCH',
        url: `${api}/people/c1:updateContact`,
        query: { updatePersonFields: 'photos' },
        body: {},
      },
    ],
    [
      'a search of hundreds',
      { method: 'GET', url: `${api}/people:searchContacts`, query: { pageSize: 100 } },
    ],
    ['a path that Google does not have', { method: 'PUT', url: `${api}/people/c1` }],
  ];
  it.each(canaries)('refuses %s', (_, request) => {
    expect(() => describedOperation(request)).toThrow();
  });

  it('saw every operation that it has', async () => {
    const { provider, session } = world;
    await provider.identify(session);
    const made = upsert((await push(world, creation({ displayName: 'Ada', groups: ['Band'] }))).current);
    const { cursor, changes } = await pull(world, null);
    await push(world, update(made, { notes: 'Changed' }));
    const [change] = (await pull(world, cursor, knowing(changes))).changes;
    const run = (name: string, input: object) =>
      googleContactsActions.find(action => action.name === name)?.run(session, input, 'wish');
    await run('search_contacts', { query: 'a', limit: 1 });
    await run('add_to_group', { contact: made.remoteId, group: 'Choir' });
    await world.remote.create(complete({ displayName: 'Other' }));
    const { remoteId, version, data } = upsert(change);
    const remote = { id: remoteId, version, data };
    await provider.push!(session, { ...creation({}), kind: 'delete', remote });
    const current = (await pull(world, null)).changes.find(one => one.remoteId === remoteId);
    const now = upsert(current);
    await provider.push!(session, {
      ...{ ...creation({}), kind: 'delete' as const },
      remote: { id: now.remoteId, version: now.version, data: now.data },
    });
    expect([...usedOperations].toSorted()).toEqual([
      ...['people.contactGroups.create', 'people.contactGroups.list', 'people.contactGroups.members.modify'],
      ...['people.people.connections.list', 'people.people.createContact', 'people.people.deleteContact'],
      ...['people.people.get', 'people.people.getBatchGet', 'people.people.searchContacts'],
      'people.people.updateContact',
    ]);
  });
});
