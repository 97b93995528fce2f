import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createOrganization,
  freePort,
  startIdentityProvider,
  startTestHub,
  type TestHub,
  type TestIdentityProvider,
  type TestOrganization,
} from '#support';

let idp: TestIdentityProvider;
let hub: TestHub;
let acme: TestOrganization;

beforeAll(async () => {
  idp = await startIdentityProvider();
  hub = await startTestHub({ PORT: String(await freePort()) });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
});
afterAll(async () => {
  await hub.stop();
  await idp.stop();
});

const offer = async (id: string) => {
  const answer = await fetch(`${hub.url}/auth/sso/${id}/offer`);
  return [answer.status, await answer.json()];
};

describe('an organization without single sign-on', () => {
  it('says so, to its administrators and on the login page, and later that it has one', async () => {
    const redirectUri = `${hub.url}/auth/sso/${acme.id}/callback`;
    expect(await acme.owner.get(acme.at('/sso'))).toEqual({ connection: null, redirectUri });
    expect(await offer(acme.id)).toEqual([200, { isOffered: false }]);
    const wish = { issuer: idp.issuer, clientId: 'causeway', clientSecret: 's3cret', defaultRole: 'member' };
    await acme.owner.ok('PUT', acme.at('/sso'), { ...wish, allowedDomains: [], isEnforced: false });
    expect(await acme.owner.get(acme.at('/sso'))).toMatchObject({
      connection: { issuer: idp.issuer, redirectUri },
      redirectUri,
    });
    expect(await offer(acme.id)).toEqual([200, { isOffered: true }]);
    await acme.owner.ok('DELETE', acme.at('/sso'));
    expect(await offer(acme.id)).toEqual([200, { isOffered: false }]);
  });

  it('is like one that does not exist, for who looks at the login page', async () => {
    expect(await offer('00000000-0000-4000-8000-000000000000')).toEqual([200, { isOffered: false }]);
    expect((await offer('nonsense'))[0]).toBe(404);
  });
});
