import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  agreeOnScreen,
  connectByPages,
  type ConnectionAnswer,
  createOrganization,
  freePort,
  MovedClock,
  startTestHub,
  type StoredRecord,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';
import { membersOf } from '../../src/providers/google-contacts/google-contacts.contract.js';
import { GoogleContactsSimulator } from '../../src/providers/google-contacts/simulator/index.js';

const client = { id: 'acme.apps.googleusercontent.com', secret: 'acme-google-secret' };
const clock = new MovedClock();
let google: GoogleContactsSimulator;
let hub: TestHub;
let acme: TestOrganization;
let integrationId: string;
let connectionId: string;
let consentId: string;
let syncId: string;

beforeAll(async () => {
  const port = await freePort();
  const redirectUris = [`http://127.0.0.1:${port}/oauth/google-contacts/callback`];
  google = await GoogleContactsSimulator.start({ clock, clients: [{ ...client, redirectUris }] });
  const { url } = google.server;
  const urls = {
    ...{ authorize: `${url}/o/oauth2/v2/auth`, token: `${url}/token`, revoke: `${url}/revoke` },
    api: google.apiUrl,
  };
  const settings = {
    PORT: String(port),
    CAUSEWAY_PROVIDER_URLS: JSON.stringify({ 'google-contacts': urls }),
  };
  hub = await startTestHub(settings, { clock });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  const wish = { provider: 'google-contacts', client };
  integrationId = (await acme.owner.post<{ id: string }>(acme.at('/integrations'), wish)).id;
});
afterAll(async () => {
  await hub.stop();
  await google.stop();
});

const book = () => google.book();
const contact = (fields: object) => ({ displayName: '', groups: [], emails: [], phones: [], ...fields });
const add = (fields: object) => book().create(membersOf(google, contact(fields))).resourceName;
const records = async (): Promise<StoredRecord[]> => {
  const { data } = await acme.owner.get<{ data: StoredRecord[] }>(acme.at(`/records?syncId=${syncId}`));
  return data.filter(record => !record.deleted);
};
const recordOf = async (remoteId: string, fits: (record: StoredRecord) => boolean = () => true) =>
  (await until(
    async () => (await records()).find(record => record.remoteId === remoteId),
    record => record !== undefined && fits(record),
  ))!;
const personOf = async (givenName: string) =>
  (await until(
    async () =>
      book()
        .living()
        .find(({ person }) => JSON.stringify(person['names']).includes(givenName)),
    row => row !== undefined,
  ))!;
const run = async () => {
  const { id } = await acme.owner.post<{ id: string }>(acme.at(`/syncs/${syncId}/runs`), {});
  const path = acme.at(`/syncs/${syncId}/runs/${id}`);
  return until(
    () => acme.owner.get<{ status: string; kind: string; counts: object }>(path),
    ({ status }) => !['queued', 'running'].includes(status),
  );
};
const act = (name: string, input: object) =>
  acme.owner.post<{ output: Record<string, unknown> }>(
    acme.at(`/connections/${connectionId}/actions/${name}`),
    { input, consentId },
  );

describe('Google Contacts, from the connect link to the end of the grant', () => {
  it('connects through the hub’s page and Google’s, and offers the address book', async () => {
    const session = await connectByPages(acme, integrationId, agreeOnScreen);
    connectionId = session.connectionId ?? '';
    for (const id of session.consentIds) {
      const consent = await acme.owner.get<{ purpose: string }>(acme.at(`/consents/${id}`));
      if (consent.purpose === 'contact_sync') consentId = id;
    }
    const path = acme.at(`/connections/${connectionId}`);
    expect(await acme.owner.get<ConnectionAnswer>(path)).toMatchObject({
      status: 'active',
      account: { id: '108000000000000000001', email: 'ada@example.com' },
      missing: [],
      credential: { renews: true },
    });
    expect((await acme.owner.get<{ data: object[] }>(`${path}/containers`)).data).toEqual([
      expect.objectContaining({ id: 'people/me', name: 'Contacts', writable: true }),
    ]);
  });

  it('brings contacts with their labels, birthdays and notes', async () => {
    const id = add({
      displayName: 'Grace Hopper',
      birthday: '--12-09',
      groups: ['Navy'],
      notes: 'Nanoseconds',
    });
    const wish = { connectionId, consentId, model: 'contact', containerId: 'people/me' };
    const settings = { autoSync: true, intervalSeconds: 86_400 };
    syncId = (await acme.owner.post<{ id: string }>(acme.at('/syncs'), { ...wish, ...settings })).id;
    expect((await recordOf(id)).fields).toMatchObject({
      ...{ displayName: 'Grace Hopper', givenName: 'Grace', familyName: 'Hopper', birthday: '--12-09' },
      ...{ groups: ['Navy'], notes: 'Nanoseconds' },
    });
  });

  it('writes a contact once although Google’s answer was lost, makes its label, and changes what changed', async () => {
    google.lostAnswers = 1;
    const fields = { displayName: 'Ada Byron', givenName: 'Ada', familyName: 'Byron', groups: ['Navy'] };
    const made = await acme.owner.post<{ id: string }>(acme.at('/records'), { syncId, fields });
    await personOf('Ada');
    clock.aheadMs += 120_000;
    await until(run, ({ status }) => status === 'succeeded');
    const { resourceName } = await personOf('Ada');
    await recordOf(resourceName, ({ state }) => state === 'clean');
    expect(book().living()).toHaveLength(2);
    const patch = { fields: { familyName: 'Lovelace', groups: ['Navy', 'Engines'] } };
    await acme.owner.ok('PATCH', acme.at(`/records/${made.id}`), patch);
    const { fields: now } = await recordOf(
      resourceName,
      record => record.fields['groups']?.toString() === 'Engines,Navy' && record.state === 'clean',
    );
    expect(now).toMatchObject({ displayName: 'Ada Lovelace', familyName: 'Lovelace' });
    expect(book().get(resourceName).person['names']).toMatchObject([{ familyName: 'Lovelace' }]);
  });

  it('merges what was changed on both sides, and hears of what was deleted', async () => {
    const { resourceName, person } = await personOf('Ada');
    const gone = await personOf('Grace');
    const record = await recordOf(resourceName);
    book().put(resourceName, { ...person, biographies: [{ value: 'Poetical science' }] });
    book().remove(gone.resourceName);
    await acme.owner.ok('PATCH', acme.at(`/records/${record.id}`), { fields: { jobTitle: 'Countess' } });
    expect(await run()).toMatchObject({ status: 'succeeded' });
    const merged = await recordOf(
      resourceName,
      ({ fields, state }) => state === 'clean' && fields['notes'] === 'Poetical science',
    );
    expect(merged.fields).toMatchObject({ jobTitle: 'Countess', displayName: 'Ada Lovelace' });
    expect(book().get(resourceName).person).toMatchObject({ organizations: [{ title: 'Countess' }] });
    expect((await records()).map(({ remoteId }) => remoteId)).toEqual([resourceName]);
  });

  it('lists anew, without duplicates, when the token is older than seven days', async () => {
    const before = (await records()).map(({ id }) => id);
    google.expireCursors();
    expect(await run()).toMatchObject({
      status: 'succeeded',
      counts: { pulledCreated: 0, pulledDeleted: 0 },
    });
    expect((await records()).map(({ id }) => id)).toEqual(before);
  });

  it('runs its actions, deletes a contact with its record, and gives the grant back', async () => {
    const { output } = await act('create_contact', { givenName: 'Charles', phones: ['+44 20 1'] });
    await act('add_to_group', { contact: output['id'], group: 'Engines' });
    expect((await act('search_contacts', { query: 'char' })).output).toMatchObject({
      contacts: [{ id: output['id'], displayName: 'Charles' }],
    });
    await run();
    const charles = await recordOf(String(output['id']), ({ state }) => state === 'clean');
    expect(charles.fields['groups']).toEqual(['Engines']);
    await acme.owner.ok('DELETE', acme.at(`/records/${charles.id}`));
    await until(
      async () => book().living().length,
      count => count === 1,
    );
    await acme.owner.ok('DELETE', acme.at(`/connections/${connectionId}`));
    const ended = () => acme.owner.get<ConnectionAnswer>(acme.at(`/connections/${connectionId}`));
    expect(await until(ended, ({ revocation }) => revocation !== 'pending')).toMatchObject({
      ...{ status: 'disconnected', revocation: 'done' },
    });
  });
});
