import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { complete } from '../contacts/stage.contract.js';
import { type GoogleContactsWorld, startGoogleContacts } from '../google-contacts.contract.js';
import { googleContactsActions } from './actions.js';

let world: GoogleContactsWorld;
beforeEach(async () => {
  world = await startGoogleContacts();
});
afterEach(() => world.stop());

const run = async (name: string, input: object, key = 'wish 1'): Promise<unknown> => {
  const action = googleContactsActions.find(candidate => candidate.name === name);
  if (!action) throw new Error(`No action ${name}`);
  return action.output.parse(await action.run(world.session, action.input.parse(input), key));
};
const living = () => world.simulator.book().living();

describe('actions', () => {
  it('make one contact for one wish, also when the answer is lost', async () => {
    const input = { givenName: 'Ada', emails: ['ada@example.com'], groups: ['Band'] };
    world.simulator.book().createGroup('Band');
    world.simulator.lostAnswers = 1;
    await expect(run('create_contact', input)).rejects.toMatchObject({ providerCode: 'temporary' });
    const made = await run('create_contact', input);
    expect(await run('create_contact', input)).toEqual(made);
    expect(living().map(({ resourceName }) => ({ id: resourceName }))).toEqual([made]);
    await run('create_contact', input, 'wish 2');
    expect(living()).toHaveLength(2);
  });

  it('make no contact of nothing', async () => {
    await expect(run('create_contact', { notes: 'Nobody' })).rejects.toThrow('a name, a company');
  });

  it('find contacts that were made a moment ago', async () => {
    const emails = [{ value: 'ada@example.com', label: 'work' }];
    const fields = { givenName: 'Ada', familyName: 'Byron', displayName: 'Ada Byron', emails };
    const id = await world.remote.create(complete(fields));
    await world.remote.create(complete({ displayName: 'Charles Babbage' }));
    const found = { id, displayName: 'Ada Byron', emails: ['ada@example.com'], phones: [], company: null };
    expect(await run('search_contacts', { query: 'byr' })).toEqual({ contacts: [found] });
    expect(await run('search_contacts', { query: 'yron' })).toEqual({ contacts: [] });
  });

  it('put a contact under a label and leave its other labels', async () => {
    const contact = await world.remote.create(complete({ displayName: 'Ada', groups: ['Band'] }));
    const { groupId } = (await run('add_to_group', { contact, group: 'Choir' })) as { groupId: string };
    expect(await run('add_to_group', { contact, group: 'choir' })).toEqual({ groupId });
    const memberships = living()[0]?.person.memberships ?? [];
    const groups = memberships.map(one => one.contactGroupMembership?.contactGroupResourceName);
    expect(groups).toHaveLength(3);
    expect(groups).toContain(groupId);
  });

  it('say so when there is no such contact, and send nothing for what is none', async () => {
    await expect(run('add_to_group', { contact: 'people/c1', group: 'Band' })).rejects.toMatchObject({
      providerCode: 'not_found',
    });
    const before = world.requests();
    await expect(run('add_to_group', { contact: 'people/../me', group: 'Band' })).rejects.toThrow();
    expect(world.requests()).toBe(before);
  });
});
