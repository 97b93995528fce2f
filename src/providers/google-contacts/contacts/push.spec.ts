import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { type GoogleContactsWorld, startGoogleContacts } from '../google-contacts.contract.js';
import type { Membership } from '../google-contacts.types.js';
import { anotherSession, complete, creation, push, update, upsert } from './stage.contract.js';

let world: GoogleContactsWorld;
beforeEach(async () => {
  world = await startGoogleContacts();
});
afterEach(() => world.stop());

const book = () => world.simulator.book();
const log = () => world.simulator.server.log;
const ada = { givenName: 'Ada', familyName: 'Byron', displayName: 'Ada Byron' };
const make = async (fields: object) => upsert((await push(world, creation({ ...ada, ...fields }))).current);
const groupsOf = (id: string): (string | undefined)[] =>
  (book().get(id).person.memberships ?? []).map(
    ({ contactGroupMembership }: Membership) =>
      book().groups.get(contactGroupMembership?.contactGroupResourceName ?? '')?.name,
  );

describe('creating a contact', () => {
  it('finds what an earlier try made whose answer was lost, in the same run and in another one', async () => {
    for (const through of [world.session, anotherSession(world)]) {
      const change = creation({ ...ada, notes: 'Once' });
      world.simulator.lostAnswers = 1;
      await expect(push(world, change)).rejects.toMatchObject({ providerCode: 'temporary' });
      const before = book().living().length;
      const { outcome, current } = await push(world, change, through);
      expect([outcome, book().living().length]).toEqual(['applied', before]);
      expect(upsert(current).fields).toMatchObject({ displayName: 'Ada Byron', notes: 'Once' });
    }
  });

  it('looks for earlier tries once in a run, and not beyond the age of the record', async () => {
    await push(world, creation(ada));
    await push(world, creation(ada));
    const looks = log().filter(({ query }) => query['sortOrder'] === 'LAST_MODIFIED_DESCENDING');
    expect(looks).toHaveLength(1);
    expect(looks[0]?.query).toMatchObject({ pageSize: '1000', personFields: 'clientData,metadata' });
  });

  it('leaves the record’s id where people do not see it', async () => {
    const recordId = newId();
    const { current } = await push(world, creation(ada, recordId));
    const { person } = book().get(current.remoteId);
    expect(person['clientData']).toEqual([{ key: 'causeway.record', value: recordId }]);
    expect(person['userDefined']).toBeUndefined();
  });

  it('does not take another one’s contact for its own', async () => {
    await world.remote.create(complete(ada));
    await push(world, creation(ada));
    expect(book().living()).toHaveLength(2);
  });
});

describe('updating a contact', () => {
  it('names the changed members and no other', async () => {
    const made = await make({ notes: 'Old' });
    await push(world, update(made, { notes: 'New', company: 'Engines' }));
    const { query } = log().findLast(({ method }) => method === 'PATCH')!;
    expect(query['updatePersonFields']?.split(',').sort()).toEqual(['biographies', 'organizations']);
  });

  it('asks nobody when only what Google decides was changed', async () => {
    const made = await make({});
    const before = world.requests();
    const { outcome } = await push(world, update(made, { photoUrl: 'https://example.com/me.jpg' }));
    expect([outcome, world.requests() - before]).toEqual(['applied', 0]);
  });

  it('is stale when the contact is gone', async () => {
    const made = await make({});
    await world.remote.delete(made.remoteId);
    expect(await push(world, update(made, { notes: 'Late' }))).toEqual({
      outcome: 'stale',
      current: { kind: 'delete', remoteId: made.remoteId },
    });
  });

  it('is refused for good when Google finds the request wrong, not taken for stale', async () => {
    const made = await make({});
    world.failNext({ status: 400, body: '{"error":{"code":400,"status":"INVALID_ARGUMENT"}}' });
    await expect(push(world, update(made, { notes: 'Odd' }))).rejects.toMatchObject({
      providerCode: 'permanent',
    });
  });

  it('keeps second addresses, departments, middle names and what stands beside a value', async () => {
    const id = await world.remote.create(complete(ada));
    const { person } = book().get(id);
    book().put(id, {
      ...person,
      names: [{ givenName: 'Ada', middleName: 'King', familyName: 'Byron', displayName: 'Ada King Byron' }],
      emailAddresses: [{ value: 'ada@example.com', displayName: 'Ada (office)', type: 'work' }],
      organizations: [
        { name: 'Engines', department: 'Analysis', title: 'Programmer' },
        { name: 'Royal Society', current: false },
      ],
    });
    const [seen] = await seenOf();
    const emails = [{ value: 'ada@example.com', label: 'home' }];
    await push(world, update(seen!, { familyName: 'Lovelace', emails, jobTitle: 'Countess' }));
    expect(book().get(id).person).toMatchObject({
      names: [{ givenName: 'Ada', middleName: 'King', familyName: 'Lovelace' }],
      emailAddresses: [{ value: 'ada@example.com', displayName: 'Ada (office)', type: 'home' }],
      organizations: [
        { name: 'Engines', department: 'Analysis', title: 'Countess' },
        { name: 'Royal Society', current: false },
      ],
    });
  });
});

const seenOf = async () => {
  const { provider, session, containerId } = world;
  const known = async () => new Map<string, string>();
  const request = { model: 'contact', containerId, cursor: null, known } as const;
  for await (const { changes } of provider.pull!(session, request)) return changes.map(upsert);
  return [];
};

describe('labels', () => {
  it('are made when they are missing and found by their names when not', async () => {
    book().createGroup('Band');
    const made = await make({ groups: ['Band', 'Choir'] });
    expect(groupsOf(made.remoteId).sort()).toEqual(['Band', 'Choir', 'myContacts'].sort());
    expect(made.fields['groups']).toEqual(['Band', 'Choir']);
    expect(
      log().filter(({ method, path }) => method === 'POST' && path === '/v1/contactGroups'),
    ).toHaveLength(1);
  });

  it('are found when somebody made one at the same moment', async () => {
    book().createGroup('Band');
    const made = await make({});
    world.failNext({ status: 200, body: '{"contactGroups":[]}' });
    const { current } = await push(world, update(made, { groups: ['Band'] }));
    expect(upsert(current).fields['groups']).toEqual(['Band']);
  });

  it('change without touching the star, and a contact without any stays a contact', async () => {
    const made = await make({ groups: ['Band'] });
    const { person } = book().get(made.remoteId);
    const star = { contactGroupMembership: { contactGroupResourceName: 'contactGroups/starred' } };
    book().put(made.remoteId, {
      ...person,
      memberships: [star, ...(person.memberships ?? []).slice(1)],
    });
    const [starred] = await seenOf();
    await push(world, update(starred!, { groups: [] }));
    expect(groupsOf(made.remoteId)).toEqual(['starred']);
    book().put(made.remoteId, { ...person, memberships: (person.memberships ?? []).slice(1) });
    const [labelled] = await seenOf();
    await push(world, update(labelled!, { groups: [] }));
    expect(groupsOf(made.remoteId)).toEqual(['myContacts']);
  });
});
