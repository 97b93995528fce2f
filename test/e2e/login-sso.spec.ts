import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Browser,
  createOrganization,
  freePort,
  goodPassword,
  Person,
  startIdentityProvider,
  startTestHub,
  type TestHub,
  type TestIdentityProvider,
  type TestOrganization,
  tokenOf,
} from '#support';

let idp: TestIdentityProvider;
let hub: TestHub;
let acme: TestOrganization;
let other: TestOrganization;

const settings = () => ({
  ...idp.client,
  issuer: idp.issuer,
  defaultRole: 'member',
  allowedDomains: ['acme.example'],
});
const isCallback = (url: URL): boolean => url.pathname.endsWith('/callback');

/** Through the provider's own pages; answers the callback's address, not yet opened. */
const upToCallback = async (
  browser: Browser,
  login: string,
  organization = acme,
  query = '',
): Promise<URL> => {
  browser.stopAt = isCallback;
  let page = await browser.open(`${hub.url}/auth/sso/${organization.id}${query}`);
  for (let step = 0; step < 3 && !isCallback(page.url); step += 1)
    page = await browser.submit(page, { login, password: 'any' });
  return page.url;
};
const land = async (browser: Browser, url: URL): Promise<URL> => {
  browser.stopAt = found => !isCallback(found);
  return (await browser.open(url)).url;
};
const signIn = async (login: string, browser = new Browser(), query = ''): Promise<Person> => {
  const landed = await land(browser, await upToCallback(browser, login, acme, query));
  expect(landed.hash).toBe('');
  return personOf(browser);
};
const personOf = (browser: Browser): Person => {
  const person = new Person(hub.url);
  const token = browser.cookie('causeway');
  person.cookie = token ? `causeway=${token}` : '';
  return person;
};
const refused = async (browser: Browser, url: URL): Promise<void> => {
  expect((await land(browser, url)).hash).toBe('#problem=sso_refused');
  expect(browser.cookie('causeway')).toBeUndefined();
};
const lastReason = async (): Promise<unknown> => {
  const { data } = await acme.owner.get<{ data: { action: string; details: { reason?: string } }[] }>(
    acme.at('/audit?limit=20'),
  );
  return data.find(({ action }) => action === 'login.failed')?.details.reason;
};

beforeAll(async () => {
  idp = await startIdentityProvider();
  hub = await startTestHub({ PORT: String(await freePort()) });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  other = await createOrganization(hub.url, hub.operatorKey, 'Other');
  idp.redirectUris = [acme, other].map(({ id }) => `${hub.url}/auth/sso/${id}/callback`);
  for (const organization of [acme, other]) {
    const made = await organization.owner.ok<{ redirectUri: string }>(
      'PUT',
      organization.at('/sso'),
      settings(),
    );
    expect(idp.redirectUris).toContain(made.redirectUri);
  }
  idp.people.set('ada', { email: 'ada@acme.example', email_verified: true, name: 'Ada' });
  idp.people.set('olga', { email: 'owner@acme.example', email_verified: true, name: 'Olga Owner' });
  idp.people.set('guest', { email: 'guest@elsewhere.example', email_verified: true });
  idp.people.set('faker', { email: 'owner@acme.example', email_verified: false });
});
afterAll(async () => {
  await hub.stop();
  await idp.stop();
});

describe('single sign-on', () => {
  it('makes a member of whoever comes with an address of the organization, with the default role', async () => {
    const ada = await signIn('ada');
    expect(await ada.me()).toMatchObject({ actsAs: 'member', organizationId: acme.id, required: null });
    const again = await signIn('ada');
    expect((await again.me()).account.id).toBe((await ada.me()).account.id);
    const { data } = await acme.owner.get<{ data: { email: string }[] }>(acme.at('/members'));
    expect(data.filter(({ email }) => email === 'ada@acme.example')).toHaveLength(1);
  });

  it('lets a member who is there already come in with the role that the member has', async () => {
    expect(await (await signIn('olga')).me()).toMatchObject({ actsAs: 'owner' });
  });

  it('takes strangers only with an invitation, and then with its role', async () => {
    const browser = new Browser();
    await refused(browser, await upToCallback(browser, 'guest'));
    expect(await lastReason()).toBe('domain');
    const wish = { email: 'guest@elsewhere.example', role: 'auditor' };
    const { url } = await acme.owner.post<{ url: string }>(acme.at('/invitations'), wish);
    expect(await (await signIn('guest')).me()).toMatchObject({ actsAs: 'auditor' });
    const late = { token: tokenOf(url), password: goodPassword };
    expect((await new Person(hub.url).send('POST', '/auth/invitations/accept', late)).status).toBe(410);
  });

  it('confirms who it is at the provider, not by a password', async () => {
    const browser = new Browser();
    const olga = await signIn('olga', browser);
    const before = (await olga.me()).session.id;
    const anew = await signIn('olga', browser, '?confirm=true');
    expect((await anew.me()).session.id).not.toBe(before);
    expect((await olga.send('GET', '/auth/me')).status).toBe(401);
    expect((await anew.send('POST', '/auth/confirm', { password: goodPassword })).status).toBe(401);
    expect((await anew.send('POST', '/auth/totp')).body['code']).toBe('password_login_required');
  });

  it('never speaks for anybody outside of its organization', async () => {
    const invited = { email: 'ada@acme.example', role: 'owner' };
    const { url } = await other.owner.post<{ url: string }>(other.at('/invitations'), invited);
    const real = new Person(hub.url);
    const wish = { token: tokenOf(url), name: 'The real Ada', password: goodPassword };
    await real.ok('POST', '/auth/invitations/accept', wish);
    const ada = await signIn('ada');
    const me = await ada.me();
    expect(me.organizations.map(({ id }) => id)).toEqual([acme.id]);
    expect(me.account.id).not.toBe((await real.me()).account.id);
    expect((await ada.send('POST', '/auth/switch', { organizationId: other.id })).status).toBe(404);
    expect((await ada.send('POST', '/auth/switch', { organizationId: null })).body['code']).toBe(
      'not_operator',
    );
  });

  it('keeps the client’s secret to itself, and gives it to no other issuer', async () => {
    const shown = JSON.stringify(await acme.owner.get(acme.at('/sso')));
    expect(shown).not.toContain('s3cret');
    const { clientSecret: _, ...rest } = settings();
    await acme.owner.ok('PUT', acme.at('/sso'), rest);
    const moved = await acme.owner.send('PUT', acme.at('/sso'), { ...rest, issuer: `${idp.issuer}/` });
    expect(moved.status).toBeGreaterThanOrEqual(400);
  });

  it('says to whoever sets it up what is wrong with the issuer', async () => {
    const said = async (issuer: string): Promise<string> =>
      JSON.stringify((await acme.owner.send('PUT', acme.at('/sso'), { ...settings(), issuer })).body);
    expect(await said(hub.url)).toMatch(/"path":"issuer","detail":"[^"]*openid-configuration/);
    expect(await said(`${idp.issuer}/`)).toMatch(/"path":"issuer","detail":"[^"]*slash at the end/);
  });
});

describe('an attack on single sign-on', () => {
  it('with a callback that another browser began does not log in', async () => {
    const url = await upToCallback(new Browser(), 'ada');
    await refused(new Browser(), url);
    expect(await lastReason()).toBe('browser');
  });

  it('with a browser of its own that has begun, too, does not log in', async () => {
    const victim = new Browser();
    await upToCallback(victim, 'ada');
    await refused(victim, await upToCallback(new Browser(), 'olga'));
  });

  it('with a callback that was used does not log in', async () => {
    const browser = new Browser();
    const url = await upToCallback(browser, 'ada');
    await land(browser, url);
    const session = browser.cookie('causeway');
    expect((await land(browser, url)).hash).toBe('#problem=sso_refused');
    expect([browser.cookie('causeway'), await lastReason()]).toEqual([session, 'state']);
  });

  it.each([
    ['no state', (url: URL) => url.searchParams.delete('state'), 'state'],
    ['a guessed state', (url: URL) => url.searchParams.set('state', 'x'.repeat(43)), 'state'],
    ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.test'), 'issuer'],
    ['no issuer', (url: URL) => url.searchParams.delete('iss'), 'issuer'],
    ['another code', (url: URL) => url.searchParams.set('code', 'guessed'), 'status_400'],
    ['a refusal', (url: URL) => url.searchParams.delete('code'), 'denied'],
  ])('with %s does not log in', async (_, change, reason) => {
    const browser = new Browser();
    const url = await upToCallback(browser, 'ada');
    change(url);
    await refused(browser, url);
    expect(await lastReason()).toBe(reason);
  });

  it('with a code of one sign-in and the state of another does not log in', async () => {
    const browser = new Browser();
    const [one, two] = [await upToCallback(browser, 'ada'), await upToCallback(browser, 'ada')];
    two.searchParams.set('code', one.searchParams.get('code') ?? '');
    await refused(browser, two);
  });

  it('with a callback of one organization at another does not log in', async () => {
    const browser = new Browser();
    const url = await upToCallback(browser, 'ada');
    url.pathname = `/auth/sso/${other.id}/callback`;
    await refused(browser, url);
  });

  it('with an address that the provider did not verify does not log in', async () => {
    const browser = new Browser();
    await refused(browser, await upToCallback(browser, 'faker'));
    expect(await lastReason()).toBe('email_unverified');
  });

  it('by a new person with an address that was another’s does not log in', async () => {
    idp.people.set('successor', { email: 'ada@acme.example', email_verified: true });
    const browser = new Browser();
    await refused(browser, await upToCallback(browser, 'successor'));
    expect(await lastReason()).toBe('subject_changed');
  });
});

describe('an organization that enforces single sign-on', () => {
  it('is entered by nothing else', async () => {
    const wish = { email: 'pat@acme.example', role: 'admin' };
    const { url } = await acme.owner.post<{ url: string }>(acme.at('/invitations'), wish);
    const pat = new Person(hub.url);
    await pat.ok('POST', '/auth/invitations/accept', {
      token: tokenOf(url),
      name: 'Pat',
      password: goodPassword,
    });
    expect((await pat.send('GET', acme.at('/members'))).status).toBe(200);
    const early = await other.owner.send('PUT', other.at('/sso'), { ...settings(), isEnforced: true });
    expect(early.body['code']).toBe('sso_unproven');
    await acme.owner.ok('PUT', acme.at('/sso'), { ...settings(), isEnforced: true });
    expect((await pat.send('GET', acme.at('/members'))).status).toBe(401);
    expect(await pat.me()).toMatchObject({
      actsAs: null,
      organizations: [{ loginAt: `/auth/sso/${acme.id}` }],
    });
    const back = await pat.send('POST', '/auth/switch', { organizationId: acme.id });
    expect([back.status, back.body['code']]).toEqual([403, 'sso_required']);
    expect((await (await signIn('olga')).send('GET', acme.at('/members'))).status).toBe(200);
  });
});
