import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Caller, goodPassword, Person, startTestHub, type TestHub, tokenOf } from '#support';
import { setupLink } from '../../src/hub.js';

interface Made {
  readonly organization: { readonly id: string };
  readonly owner: { readonly id: string };
  readonly apiKey: { readonly key: string };
}

let hub: TestHub;
let olga: Person;

beforeAll(async () => {
  hub = await startTestHub();
  olga = new Person(hub.url);
  const token = tokenOf((await setupLink(hub.hub)) ?? '');
  await olga.ok('POST', '/auth/setup', {
    ...{ email: 'op@example.com', name: 'Olga', password: goodPassword, token },
  });
});
afterAll(() => hub.stop());

describe('an operator who makes an organization of her own', () => {
  it('is its owner by the same call, and goes in', async () => {
    const made = await olga.ok<Made>('POST', '/admin/v1/organizations', { name: 'Acme', owner: 'me' });
    expect(made).toMatchObject({
      owner: { email: 'op@example.com', name: 'Olga', role: 'owner', status: 'active' },
    });
    const { id } = made.organization;
    expect(await olga.me()).toMatchObject({ actsAs: 'operator', organizations: [{ id, role: 'owner' }] });
    await olga.ok('POST', '/auth/switch', { organizationId: id });
    expect(await olga.me()).toMatchObject({ actsAs: 'owner', organizationId: id, memberId: made.owner.id });
    const trail = await olga.ok<{ data: object[] }>('GET', `/v1/organizations/${id}/audit`);
    expect(trail.data).toContainEqual(
      expect.objectContaining({
        action: 'organization.created',
        details: expect.objectContaining({ ownerId: made.owner.id, accountId: expect.any(String) }),
      }),
    );
    await olga.ok('POST', '/auth/switch', { organizationId: null });
  });

  it('must be a person: an operator’s key is nobody, and makes nothing', async () => {
    const operator = new Caller(hub.url, hub.operatorKey);
    const before = await operator.get<{ data: object[] }>('/admin/v1/organizations');
    const refused = await operator.send('POST', '/admin/v1/organizations', { name: 'Mine', owner: 'me' });
    expect([refused.status, refused.body['code']]).toEqual([403, 'person_required']);
    expect(await operator.get('/admin/v1/organizations')).toEqual(before);
  });

  it('still names anybody else by name and address', async () => {
    const owner = { email: 'ada@example.com', name: 'Ada' };
    const made = await olga.ok<Made>('POST', '/admin/v1/organizations', { name: 'Other', owner });
    expect(made.owner).toMatchObject({ ...owner, role: 'owner' });
    const { organizations } = await olga.me();
    expect(organizations.map(({ id }) => id)).not.toContain(made.organization.id);
    const strange = await olga.send('POST', '/admin/v1/organizations', { name: 'X', owner: 'you' });
    expect(strange.status).toBe(422);
  });
});
