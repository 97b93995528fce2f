import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BamboohrStage, MovedClock, startBamboohrStage, until } from '#support';

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
  const session = await stage.connect();
  consentIds = session.consentIds;
  const sync = await owner().post<{ id: string }>(at('/syncs'), {
    ...{ connectionId: session.connectionId, consentId: await purposeOf('employee_sync') },
    ...{ model: 'employee', containerId: 'employees', intervalSeconds: 86_400 },
  });
  syncId = sync.id;
  await recordOf(graceId);
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

describe('Sensitive fields, under a consent of their own', () => {
  const allow = (sensitiveConsentId: string | null) =>
    owner().ok<{ sensitiveConsentId: string | null }>('PATCH', at(`/syncs/${syncId}`), {
      sensitiveConsentId,
    });
  const holdsNothing = () =>
    until(
      async () => (await recordOf(graceId)).fields,
      fields => fields['birthday'] === null,
      30_000,
    );
  const secrets = /1906-12|123-45|Arlington|1\.00 USD|Hamilton/;

  it('takes no consent for another purpose, and none that was withdrawn', async () => {
    const wrong = await owner().send('PATCH', at(`/syncs/${syncId}`), {
      sensitiveConsentId: await purposeOf('employee_sync'),
    });
    expect(wrong).toMatchObject({ status: 409, body: { code: 'consent_missing' } });
    const id = await stage.consent('employee_sensitive');
    await owner().post(at(`/consents/${id}/withdraw`));
    const gone = await owner().send('PATCH', at(`/syncs/${syncId}`), { sensitiveConsentId: id });
    expect(gone).toMatchObject({ status: 409, body: { code: 'consent_withdrawn' } });
  });

  it('brings them once it is named, although no employee changed, and writes them', async () => {
    const consentId = await purposeOf('employee_sensitive');
    expect((await allow(consentId)).sensitiveConsentId).toBe(consentId);
    const grace = await recordOf(graceId, ({ fields }) => fields['birthday'] === '1906-12-09');
    expect(grace.fields).toMatchObject({ nationalId: '123-45-6789', homeAddress: { city: 'Arlington' } });
    await owner().ok('PATCH', at(`/records/${grace.id}`), {
      fields: { gender: 'female', birthday: '1906-12-08' },
    });
    await until(
      () => Promise.resolve(stage.bamboo.store.employees.get(graceId)?.['gender']),
      gender => gender === 'female',
    );
    await recordOf(graceId, ({ state }) => state === 'clean');
    expect(await stage.stored()).toMatch(secrets);
  });

  it('guards what a mapping makes of them alike', async () => {
    const mapping = await owner().post<{ id: string }>(at('/mappings'), {
      ...{ name: 'Pay', provider: 'bamboohr', model: 'employee' },
      rules: [{ target: 'custom.pay', direction: 'in', expression: '"pays " + fields.payRate' }],
    });
    await owner().ok('PATCH', at(`/syncs/${syncId}`), { mappingId: mapping.id });
    const paid = ({ fields }: StoredEmployee) =>
      (fields['custom'] as { pay?: string } | undefined)?.pay === 'pays 1.00 USD';
    expect((await recordOf(graceId, paid)).fields).toMatchObject({ jobTitle: 'Admiral' });
  });

  it('finds nobody by them, while they are kept or not', async () => {
    const found = async (search: string): Promise<number> =>
      (await owner().get<{ data: object[] }>(at(`/records?search=${encodeURIComponent(search)}`))).data
        .length;
    expect((await recordOf(graceId)).fields).toMatchObject({ nationalId: '123-45-6789', gender: 'female' });
    expect([await found('hopper'), await found('admiral grace')]).toEqual([1, 1]);
    for (const secret of ['123-45', '1906', 'female', 'arlington', '1.00', 'pays'])
      expect({ secret, found: await found(secret) }).toEqual({ secret, found: 0 });
  });

  it('erases them from records, bases, conflicts and history once it is withdrawn, and tells the vendor nothing', async () => {
    const { id } = await recordOf(graceId);
    await owner().ok('PATCH', at(`/syncs/${syncId}`), { autoSync: false });
    stage.bamboo.store.update(graceId, { nationality: 'Hamilton', jobTitle: 'Theirs' });
    await owner().ok('PATCH', at(`/records/${id}`), { fields: { nationality: 'Ours', department: 'Ours' } });
    await until(
      async () => (await owner().get<{ data: object[] }>(at(`/conflicts?syncId=${syncId}`))).data,
      data => data.length > 0,
    );
    await owner().post(at(`/consents/${await purposeOf('employee_sensitive')}/withdraw`));
    await holdsNothing();
    await until(
      async () => secrets.test(await stage.stored()),
      found => !found,
    );
    const { remoteData } = await owner().get<StoredEmployee>(at(`/records/${id}?include=remoteData`));
    expect(remoteData).toContain('Hopper');
    expect(remoteData).not.toMatch(secrets);
    const history = await owner().get<{ data: { fields: object }[] }>(at(`/records/${id}/history`));
    expect(history.data.length).toBeGreaterThan(3);
    expect(JSON.stringify(history)).not.toMatch(secrets);
    expect((await owner().get<{ data: object[] }>(at(`/conflicts?syncId=${syncId}`))).data).toEqual([]);
    const events = await owner().get<{ data: { action: string; details: object }[] }>(at('/audit?limit=100'));
    expect(events.data.filter(({ action }) => action === 'sync.guarded_fields_erased')).toHaveLength(1);
  });

  it('goes on without them, asks for none, and leaves the vendor’s values alone', async () => {
    stage.bamboo.server.log.length = 0;
    await owner().post(at(`/syncs/${syncId}/runs`), { full: true });
    stage.bamboo.store.update(graceId, { jobTitle: 'Commodore' });
    await owner().post(at(`/syncs/${syncId}/runs`), {});
    const grace = await recordOf(
      graceId,
      ({ fields, state }) => fields['jobTitle'] === 'Commodore' && state === 'clean',
    );
    expect(grace.fields).toMatchObject({ birthday: null, nationality: null, department: 'Ours' });
    expect(stage.bamboo.store.employees.get(graceId)).toMatchObject({
      ...{ dateOfBirth: '1906-12-08', gender: 'female', nationality: 'Hamilton', city: 'Arlington' },
      ...{ ssn: '123-45-6789', department: 'Ours' },
    });
    expect(asked()).not.toMatch(/dateOfBirth|ssn|city|payRate/);
    const again = await owner().send('PATCH', at(`/records/${grace.id}`), { fields: { gender: 'x' } });
    expect(again).toMatchObject({ status: 422, body: { code: 'guarded_field' } });
  });

  it.each([
    ['taken off the sync', () => allow(null)],
    ['over by time alone', () => Promise.resolve((clock.aheadMs += 3_600_000))],
  ])('erases them when the consent is %s', async (_, end) => {
    const expiresAt = new Date(clock.now().getTime() + 1_800_000).toISOString();
    await allow(await stage.consent('employee_sensitive', { expiresAt }));
    await owner().post(at(`/syncs/${syncId}/runs`), { full: true });
    await recordOf(graceId, ({ fields }) => fields['birthday'] === '1906-12-08');
    await end();
    await holdsNothing();
    await until(
      async () => secrets.test(await stage.stored()),
      found => !found,
    );
    expect(stage.bamboo.store.employees.get(graceId)).toMatchObject({ dateOfBirth: '1906-12-08' });
  });
});
