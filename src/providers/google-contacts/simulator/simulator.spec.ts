import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '#kernel';
import { testSession } from '#provider-sdk/testing';
import { identify } from '../account.js';
import { explain } from '../explain.js';
import { GoogleContactsSimulator } from './simulator.js';

class MovedClock extends Clock {
  aheadMs = 0;

  override now(): Date {
    return new Date(Date.UTC(2027, 0, 1) + this.aheadMs);
  }
}

const scope = 'https://www.googleapis.com/auth/contacts';
const clock = new MovedClock();
let google: GoogleContactsSimulator;
beforeEach(async () => {
  google = await GoogleContactsSimulator.start({ clock });
});
afterEach(() => google.stop());

const call = async (method: string, path: string, body?: object, scopes = [scope]) => {
  const token = google.accounts.issueToken(scopes);
  const response = await fetch(`${google.apiUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const refused = (code: number, status: string) => ({ status: code, body: { error: { code, status } } });
const create = (body: object) => call('POST', '/people:createContact?personFields=names,metadata', body);

describe('the simulated People API', () => {
  it('wants a mask, known fields and known members', async () => {
    const invalid = refused(400, 'INVALID_ARGUMENT');
    expect(await call('GET', '/people/me/connections')).toMatchObject(invalid);
    expect(await call('GET', '/people/me/connections?personFields=mail')).toMatchObject(invalid);
    expect(await create({ nmaes: [] })).toMatchObject(invalid);
    expect(await create({ names: [{ givenName: 'A' }, { givenName: 'B' }] })).toMatchObject(invalid);
  });

  it('takes free text apart and puts parts together', async () => {
    expect((await create({ names: [{ unstructuredName: 'Ada King Byron' }] })).body['names']).toMatchObject([
      { givenName: 'Ada King', familyName: 'Byron', displayName: 'Ada King Byron' },
    ]);
    expect((await create({ names: [{ givenName: 'Ada' }] })).body['names']).toMatchObject([
      { displayName: 'Ada' },
    ]);
  });

  it('wants the etag of what is written, and a group for every contact', async () => {
    const { body } = await create({ names: [{ givenName: 'Ada' }] });
    const path = `/${String(body['resourceName'])}:updateContact?updatePersonFields=`;
    const { metadata } = body;
    expect(await call('PATCH', `${path}names`, { names: [] })).toMatchObject(
      refused(400, 'INVALID_ARGUMENT'),
    );
    expect((await call('PATCH', `${path}names`, { metadata, names: [] })).status).toBe(200);
    expect(await call('PATCH', `${path}names`, { metadata, names: [] })).toMatchObject(
      refused(400, 'FAILED_PRECONDITION'),
    );
    const etag = google.book().living()[0];
    expect(etag?.person['names']).toBeUndefined();
    const present = await call('GET', `/${String(body['resourceName'])}?personFields=metadata`);
    expect(
      await call('PATCH', `${path}memberships`, { metadata: present.body['metadata'], memberships: [] }),
    ).toMatchObject(refused(400, 'INVALID_ARGUMENT'));
  });

  it('wants the same parameters beside a token', async () => {
    const path = '/people/me/connections?personFields=names&requestSyncToken=true';
    const { body } = await call('GET', path);
    const syncToken = String(body['nextSyncToken']);
    expect((await call('GET', `${path}&syncToken=${syncToken}`)).status).toBe(200);
    const other = path.replace('names', 'photos');
    expect(await call('GET', `${other}&syncToken=${syncToken}`)).toMatchObject(
      refused(400, 'INVALID_ARGUMENT'),
    );
  });

  it('counts reads and writes by the minute', async () => {
    google.quota.writesPerMinute = 1;
    await create({});
    expect(await create({})).toMatchObject(refused(429, 'RESOURCE_EXHAUSTED'));
    expect((await call('GET', '/contactGroups')).status).toBe(200);
    clock.aheadMs += 61_000;
    expect((await create({})).status).toBe(200);
  });

  it('wants a token and the scope for writing', async () => {
    const readonly = [`${scope}.readonly`];
    expect(await call('POST', '/people:createContact', {}, readonly)).toMatchObject({
      status: 403,
      body: { error: { details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }] } },
    });
    const response = await fetch(`${google.apiUrl}/contactGroups`);
    expect(response.status).toBe(401);
  });
});

describe('Google’s refusals', () => {
  const session = (scopes: string[]) => {
    const authorization = `Bearer ${google.accounts.issueToken(scopes)}`;
    return testSession({ apiUrl: google.apiUrl, headers: () => ({ authorization }) });
  };

  it('for too many requests name no time: the quota is counted by the minute', async () => {
    google.quota.readsPerMinute = 0;
    await expect(identify(session([scope]))).rejects.toMatchObject({
      providerCode: 'rate_limited',
      retryAfterMs: 60_000,
    });
  });

  it('for a missing scope are read as such', async () => {
    const { http, apiUrl, now } = session(['openid']);
    const request = { method: 'GET', url: `${apiUrl}/contactGroups`, explain: explain(now) };
    await expect(http.request(request)).rejects.toMatchObject({ providerCode: 'insufficient_scope' });
  });

  it('leave the account known by its number, with and without its address', async () => {
    const id = '108000000000000000001';
    expect(await identify(session([scope]))).toEqual({ id, name: id, email: null });
    const email = 'ada@example.com';
    expect(await identify(session(['https://www.googleapis.com/auth/userinfo.email']))).toEqual({
      ...{ id, name: email, email },
    });
  });
});
