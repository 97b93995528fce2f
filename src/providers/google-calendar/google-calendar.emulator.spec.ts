import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEmulator, type Emulator } from 'emulate';
import { newId } from '#kernel';
import type { ProviderSession, PullPage, RemoteChange, UpsertChange } from '#provider-sdk';
import { testSession } from '#provider-sdk/testing';
import { calendarEvent, type Fields } from '#unified-models';
import { googleCalendarManifest } from './google-calendar.manifest.js';
import { GoogleCalendarProvider } from './google-calendar.provider.js';

/**
 * A server that somebody else wrote. It has no sync token, PATCH, ETag or chosen ids, so only what it has is shown.
 */
const provider = new GoogleCalendarProvider();
const redirectUri = 'http://127.0.0.1/oauth/google-calendar/callback';
const client = { id: 'emulated.apps.googleusercontent.com', secret: 'emulated-secret' };
const person = 'ada@example.com';
let emulator: Emulator;
let session: ProviderSession;

const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

const scope = googleCalendarManifest.scopes.map(use => use.scope).join(' ');

/** The authorization code flow with PKCE, clicked through by hand. */
const accessToken = async (): Promise<string> => {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const asked = {
    client_id: client.id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state: 'st',
  };
  const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
  const screen = await fetch(
    `${emulator.url}/o/oauth2/v2/auth?${new URLSearchParams({ ...asked, ...pkce }).toString()}`,
  );
  expect(await screen.text()).toContain(person);
  const consent = await fetch(`${emulator.url}/o/oauth2/v2/auth/callback`, {
    method: 'POST',
    body: new URLSearchParams({ ...asked, ...pkce, email: person }),
    redirect: 'manual',
  });
  const callback = new URL(consent.headers.get('location') ?? '');
  expect(callback.searchParams.get('state')).toBe('st');
  const exchange = { grant_type: 'authorization_code', code: callback.searchParams.get('code') ?? '' };
  const secrets = { client_id: client.id, client_secret: client.secret, code_verifier: verifier };
  const token = await fetch(`${emulator.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...exchange, ...secrets, redirect_uri: redirectUri }),
  });
  const { access_token: access } = (await token.json()) as { access_token: string };
  expect(access).toEqual(expect.any(String));
  return access;
};

beforeAll(async () => {
  emulator = await createEmulator({
    service: 'google',
    port: await freePort(),
    seed: {
      google: {
        users: [{ email: person, name: 'Ada Example' }],
        oauth_clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
        calendars: [{ id: 'empty', user_email: person, summary: 'Empty', time_zone: 'UTC' }],
      },
    },
  });
  const authorization = `Bearer ${await accessToken()}`;
  session = testSession({ apiUrl: `${emulator.url}/calendar/v3`, headers: () => ({ authorization }) });
});
afterAll(() => emulator.close());

const pull = async (cursor: string | null): Promise<PullPage[]> => {
  const pages: PullPage[] = [];
  const known = (): Promise<Map<string, string>> => Promise.resolve(new Map<string, string>());
  const request = { model: 'calendar_event', containerId: 'empty', cursor, known } as const;
  for await (const page of provider.pull(session, request)) pages.push(page);
  return pages;
};

const create = (fields: Fields): UpsertChange => {
  const all = { ...calendarEvent.defaults, ...fields };
  const changed = Object.keys(all);
  return {
    kind: 'upsert',
    model: 'calendar_event',
    containerId: 'empty',
    recordId: newId(),
    fields: all,
    changed,
    remote: null,
  };
};

const upsert = (change: RemoteChange | undefined): RemoteChange & { kind: 'upsert' } => {
  if (change?.kind !== 'upsert') throw new Error('Expected an upsert');
  return change;
};

const at = (local: string): Fields => ({ kind: 'time', local, zone: 'UTC' });

describe('against a Google emulator of another make', () => {
  it('says whose account it is', async () => {
    expect(await provider.identify(session)).toMatchObject({ email: person, name: 'Ada Example' });
  });

  it('lists the calendars', async () => {
    const found: unknown[] = [];
    for await (const container of provider.containers(session)) found.push(container);
    expect(found).toContainEqual(expect.objectContaining({ id: 'empty', name: 'Empty', writable: true }));
  });

  it('creates, lists and deletes, and lists anew where no sync token is given', async () => {
    const start = at('2027-05-03T09:00:00');
    const end = at('2027-05-03T10:00:00');
    const guest = {
      email: 'guest@example.com',
      name: 'Guest',
      role: 'required',
      response: 'accepted',
      kind: 'person',
    };
    const fields = {
      title: 'Emulated',
      description: 'Told twice',
      location: 'Here',
      start,
      end,
      attendees: [guest],
    };
    const created = upsert((await provider.push(session, create(fields))).current);
    expect(created.fields).toMatchObject(fields);

    const [page] = await pull(null);
    expect(page).toMatchObject({
      listing: true,
      last: true,
      changes: [{ remoteId: created.remoteId, fields }],
    });
    expect(upsert(page?.changes[0]).version).toBe(created.version);
    const [again] = await pull(page?.cursor ?? null);
    expect(again).toMatchObject({ listing: true, last: true, changes: [{ remoteId: created.remoteId }] });

    const remote = { id: created.remoteId, version: created.version, data: created.data };
    const removal = {
      kind: 'delete',
      model: 'calendar_event',
      containerId: 'empty',
      recordId: newId(),
      remote,
    } as const;
    const applied = { outcome: 'applied', current: { kind: 'delete', remoteId: created.remoteId } };
    expect(await provider.push(session, removal)).toEqual(applied);
    expect(await provider.push(session, removal)).toEqual(applied);
    expect((await pull(null))[0]?.changes).toEqual([]);
  });

  it('follows page tokens to the end', async () => {
    for (let index = 0; index < 251; index += 1) {
      const day = `2027-06-${String(1 + (index % 28)).padStart(2, '0')}`;
      const times = { start: at(`${day}T09:00:00`), end: at(`${day}T10:00:00`) };
      await provider.push(session, create({ title: `Event ${index}`, ...times }));
    }
    const pages = await pull(null);
    expect(pages.map(page => [page.changes.length, page.listing, page.last])).toEqual([
      [250, true, false],
      [1, true, true],
    ]);
  });

  it('reads a missing token as an expired authorization', async () => {
    const stranger = testSession({ apiUrl: session.apiUrl, headers: () => ({}) });
    await expect(provider.identify(stranger)).rejects.toMatchObject({ providerCode: 'auth_expired' });
  });
});
