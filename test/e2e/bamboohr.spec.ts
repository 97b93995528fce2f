import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type BamboohrStage,
  connectSession,
  type ConnectionAnswer,
  MovedClock,
  startBamboohrStage,
  until,
} from '#support';

interface StoredEmployee {
  readonly id: string;
  readonly state: string;
  readonly remoteId: string | null;
  readonly remoteData?: string | null;
  readonly pushError: { readonly code: string; readonly detail: string } | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

const clock = new MovedClock();
let stage: BamboohrStage;
let connectionId: string;
let consentIds: readonly string[];
let syncId: string;
let graceId: string;

beforeAll(async () => {
  stage = await startBamboohrStage(clock);
  stage.bamboo.company.self = stage.bamboo.store.insert({
    ...{ firstName: 'Ada', lastName: 'Example', workEmail: 'ada@example.com' },
  });
  graceId = stage.bamboo.store.insert({
    ...{ firstName: 'Grace', lastName: 'Hopper', workEmail: 'grace@example.com', jobTitle: 'Admiral' },
    ...{ reportsToId: '101', reportsToName: 'Ada Example', photoUrl: 'https://cdn.example.com/g.jpg' },
    ...{ dateOfBirth: '1906-12-09', ssn: '123-45-6789', city: 'Arlington', payRate: '1.00 USD' },
  });
});
afterAll(() => stage.stop());

const at = (path: string): string => stage.organization.at(path);
const owner = () => stage.organization.owner;
const records = async (): Promise<StoredEmployee[]> =>
  (await owner().get<{ data: StoredEmployee[] }>(at(`/records?syncId=${syncId}`))).data;
const recordOf = (remoteId: string, fits: (record: StoredEmployee) => boolean = () => true) =>
  until(
    async () => (await records()).find(record => record.remoteId === remoteId),
    record => record !== undefined && fits(record),
  ).then(record => record!);
const asked = (): string => stage.bamboo.server.log.map(({ query }) => query['fields'] ?? '').join();
const purposeOf = async (purpose: string): Promise<string> => {
  for (const id of consentIds)
    if ((await owner().get<{ purpose: string }>(at(`/consents/${id}`))).purpose === purpose) return id;
  throw new Error(`No consent for ${purpose}`);
};

describe('BambooHR, from the company’s name to two-way sync', () => {
  it('wants the company’s name before sign-in, and nothing that is no label of a host', async () => {
    for (const settings of [{}, { companyDomain: 'a.evil.com/' }, { companyDomain: 'acme', x: '1' }]) {
      const body = { integrationId: stage.integrationId, endUserId: 'ada', settings };
      const { status } = await owner().send('POST', at('/connect-sessions'), body);
      expect(status).toBe(422);
    }
    const given = { settings: { companyDomain: 'Acme' } };
    expect((await connectSession(stage.organization, stage.integrationId, given)).status).toBe('open');
  });

  it('connects at the company’s own address, and knows who signed in', async () => {
    const session = await stage.connect();
    connectionId = session.connectionId ?? '';
    consentIds = session.consentIds;
    const connection = await owner().get<ConnectionAnswer & { settings: object }>(
      at(`/connections/${connectionId}`),
    );
    expect(connection).toMatchObject({
      status: 'active',
      account: { id: 'acme/101', name: 'Ada Example (acme)', email: 'ada@example.com' },
      settings: { companyDomain: 'acme' },
      missing: [],
    });
  });

  it('connects by an API key as well', async () => {
    stage.bamboo.apiKeys.add('the-key');
    const body = (apiKey: string) => ({
      integrationId: stage.integrationId,
      credentials: { companyDomain: 'globex', apiKey },
    });
    expect((await owner().send('POST', at('/connections'), body('wrong'))).status).toBe(422);
    const made = await owner().post<ConnectionAnswer>(at('/connections'), body('the-key'));
    expect(made).toMatchObject({ status: 'active', account: { id: 'globex/101' } });
    expect(JSON.stringify(made)).not.toContain('the-key');
  });

  it('brings employees without what is private, which nobody asked for', async () => {
    const sync = { connectionId, consentId: await purposeOf('employee_sync'), model: 'employee' };
    stage.bamboo.server.log.length = 0;
    const made = await owner().post<{ id: string; sensitiveConsentId: null }>(at('/syncs'), {
      ...sync,
      containerId: 'employees',
      intervalSeconds: 86_400,
    });
    syncId = made.id;
    expect(made.sensitiveConsentId).toBeNull();
    const grace = await recordOf(graceId);
    expect(grace.fields).toMatchObject({
      ...{ displayName: 'Grace Hopper', jobTitle: 'Admiral', photoUrl: 'https://cdn.example.com/g.jpg' },
      manager: { id: '101', name: 'Ada Example', email: null },
      ...{ birthday: null, nationalId: null, homeAddress: null, payRate: null },
    });
    const { remoteData } = await owner().get<StoredEmployee>(at(`/records/${grace.id}?include=remoteData`));
    expect(remoteData).toContain('Hopper');
    expect(`${remoteData}${await stage.stored()}`).not.toMatch(/1906-12|123-45|Arlington|1\.00 USD/);
    expect(asked()).not.toMatch(/dateOfBirth|ssn|city|payRate/);
  });

  it('hears of a change by a webhook, signed with the key that BambooHR chose', async () => {
    await until(
      async () => (await owner().get<{ data: { status: string }[] }>(at('/subscriptions'))).data[0]?.status,
      status => status === 'active',
    );
    await until(
      () => Promise.resolve(stage.bamboo.hooks.hooks.size),
      size => size === 1,
    );
    stage.bamboo.store.update(graceId, { jobTitle: 'Rear Admiral' });
    await recordOf(graceId, ({ fields }) => fields['jobTitle'] === 'Rear Admiral');
    await stage.bamboo.hooks.settled();
    expect(stage.bamboo.hooks.deliveries.map(({ status }) => status)).toEqual([expect.any(Number)]);
    expect(stage.bamboo.hooks.deliveries[0]?.status).toBeLessThan(300);
    expect(await stage.stored()).not.toContain([...stage.bamboo.hooks.hooks.values()][0]?.privateKey);
  });

  it('writes changes and new employees, and says that nobody is deleted', async () => {
    const grace = await recordOf(graceId);
    await owner().ok('PATCH', at(`/records/${grace.id}`), { fields: { department: 'Navy' } });
    await until(
      () => Promise.resolve(stage.bamboo.store.employees.get(graceId)?.['department']),
      department => department === 'Navy',
    );
    const fields = { displayName: 'Jean Bartik', givenName: 'Jean', familyName: 'Bartik' };
    const { id } = await owner().post<{ id: string }>(at('/records'), { syncId, fields });
    const jean = await until(
      () => owner().get<StoredEmployee>(at(`/records/${id}`)),
      ({ state }) => state === 'clean',
    );
    expect(stage.bamboo.store.employees.get(jean.remoteId ?? '')).toMatchObject({ lastName: 'Bartik' });
    await owner().ok('DELETE', at(`/records/${id}`));
    const refused = await until(
      () => owner().get<StoredEmployee>(at(`/records/${id}`)),
      ({ pushError }) => pushError !== null,
    );
    expect(refused.pushError?.detail).toContain('Set the status to inactive');
    expect(stage.bamboo.store.employees.has(jean.remoteId ?? '')).toBe(true);
  });

  it('refuses a guarded field from a person, naming it and the consent that is missing', async () => {
    const grace = await recordOf(graceId);
    const answer = await owner().send<{ code: string; detail: string; errors: { path: string }[] }>(
      'PATCH',
      at(`/records/${grace.id}`),
      { fields: { birthday: '1906-12-09', jobTitle: 'x' } },
    );
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'guarded_field', purpose: 'employee_sensitive' });
    expect(JSON.stringify(answer.body)).toContain('fields.birthday');
    const create = { syncId, fields: { displayName: 'X', payRate: '9' } };
    expect((await owner().send('POST', at('/records'), create)).status).toBe(422);
    await owner().ok('PATCH', at(`/records/${grace.id}`), { fields: { birthday: null } });
  });
});
