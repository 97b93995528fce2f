import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEmulator, type Emulator } from 'emulate';
import { newId } from '#kernel';
import type { ActionDefinition, ProviderSession, PullPage, RemoteContainer } from '#provider-sdk';
import { testSession } from '#provider-sdk/testing';
import { slackActions } from './actions/index.js';
import { changesOf, creation, cursorOf, everyScope } from './slack.stage.contract.js';
import { SlackProvider } from './slack.provider.js';

/**
 * A server that somebody else wrote. It knows no time range in a history, no `latest_reply` and no rotation, so only what
 * it has is shown.
 */
const provider = new SlackProvider();
const redirectUri = 'http://127.0.0.1/oauth/slack/callback';
const client = { id: '12345.67890', secret: 'emulated-secret' };
let emulator: Emulator;
let session: ProviderSession;
let person: ProviderSession;
let general: RemoteContainer;

const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

const sessionWith = (token: string): ProviderSession =>
  testSession({
    apiUrl: `${emulator.url}/api`,
    headers: () => ({ authorization: `Bearer ${token}` }),
  });

interface Tokens {
  readonly ok: boolean;
  readonly access_token: string;
  readonly authed_user: { readonly access_token: string };
}

/** The dance with scopes for the app and for the person, clicked through by hand. */
const tokens = async (): Promise<Tokens> => {
  const asked = { client_id: client.id, redirect_uri: redirectUri, state: 'st' };
  const scopes = { scope: everyScope.join(','), user_scope: 'chat:write' };
  const query = new URLSearchParams({ ...asked, ...scopes }).toString();
  const screen = await (await fetch(`${emulator.url}/oauth/v2/authorize?${query}`)).text();
  const user = /name="user_id" value="([^"]+)"/.exec(screen)?.[1] ?? '';
  const consent = await fetch(`${emulator.url}/oauth/v2/authorize/callback`, {
    method: 'POST',
    body: new URLSearchParams({ ...asked, ...scopes, user_id: user }),
    redirect: 'manual',
  });
  const code = new URL(consent.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const answer = await fetch(`${emulator.url}/api/oauth.v2.access`, {
    method: 'POST',
    body: new URLSearchParams({
      code,
      redirect_uri: redirectUri,
      client_id: client.id,
      client_secret: client.secret,
    }),
  });
  return (await answer.json()) as Tokens;
};

const pull = (cursor: string | null, model: 'message' | 'contact' = 'message'): Promise<PullPage[]> => {
  const containerId = model === 'contact' ? 'members' : general.id;
  const known = (): Promise<Map<string, string>> => Promise.resolve(new Map<string, string>());
  return Array.fromAsync(provider.pull(session, { model, containerId, cursor, known }));
};

beforeAll(async () => {
  emulator = await createEmulator({
    service: 'slack',
    port: await freePort(),
    seed: {
      slack: {
        team: { name: 'Emulated', domain: 'emulated' },
        users: [{ name: 'ada', real_name: 'Ada Example', email: 'ada@example.com' }],
        strict_scopes: true,
        oauth_apps: [
          {
            client_id: client.id,
            client_secret: client.secret,
            name: 'Causeway',
            redirect_uris: [redirectUri],
          },
        ],
      },
    },
  });
  const granted = await tokens();
  session = sessionWith(granted.access_token);
  person = sessionWith(granted.authed_user.access_token);
});
afterAll(() => emulator.close());

const act = async (name: string, input: Record<string, unknown>): Promise<Record<string, unknown>> => {
  const action = slackActions.find((each): each is ActionDefinition => each.name === name);
  if (!action) throw new Error(`There is no ${name}`);
  return action.output.parse(await action.run(session, action.input.parse(input), newId()));
};

describe('against a Slack emulator of another make', () => {
  it('gives a token for the app and one for the person, who are not the same', async () => {
    const whose = async (token: ProviderSession): Promise<unknown> => {
      const answer = await token.http.request({ method: 'POST', url: '/auth.test' });
      return answer.json<{ user_id: string }>().user_id;
    };
    expect(await whose(session)).not.toBe(await whose(person));
  });

  it('says whose workspace it is', async () => {
    const account = await provider.identify(session);
    expect(account).toMatchObject({ id: expect.stringMatching(/^T/), email: null });
    expect(await provider.identify(session)).toEqual(account);
  });

  it('creates a channel, lists it, invites to it, sets its topic', async () => {
    const { channel } = await act('create_channel', { name: 'launch' });
    const containers = await Array.fromAsync(provider.containers(session, 'message'));
    const found = containers.find(container => container.id === channel);
    expect(found).toMatchObject({ name: 'launch', writable: true });
    if (!found) throw new Error('Not listed');
    general = found;
    const [ada] = changesOf(await pull(null, 'contact'));
    const invitation = { channel, users: [ada?.remoteId ?? ''] };
    expect(await act('invite_to_channel', invitation)).toEqual({ channel, invited: invitation.users });
    expect(await act('invite_to_channel', invitation)).toEqual({ channel, invited: invitation.users });
    expect(await act('set_topic', { channel, topic: 'Soon' })).toEqual({ channel, topic: 'Soon' });
    await expect(act('create_channel', { name: 'launch' })).rejects.toMatchObject({
      providerCode: 'permanent',
    });
  });

  it('lists the members', async () => {
    const people = changesOf(await pull(null, 'contact'));
    expect(people).toContainEqual(
      expect.objectContaining({
        fields: expect.objectContaining({
          displayName: 'Ada Example',
          emails: [{ value: 'ada@example.com', label: 'work' }],
        }),
      }),
    );
  });

  it('posts once, changes, answers in a thread and deletes', async () => {
    const change = creation(newId(), { text: 'Hello' }, general.id);
    const first = await provider.push(session, change);
    expect(await provider.push(session, change)).toEqual(first);
    const { current } = first;
    if (current.kind !== 'upsert') throw new Error('Nothing was posted');
    const reply = await act('send_message', {
      channel: general.id,
      text: 'In the thread',
      threadId: current.remoteId,
    });
    const listing = await pull(null);
    const kinds = changesOf(listing).map(change => [
      change.remoteId,
      change.kind === 'upsert' && change.fields['kind'],
    ]);
    // The topic that was set is a message of the channel, though nobody said it.
    expect(kinds).toEqual([
      [current.remoteId, 'message'],
      [expect.any(String), 'system'],
      [reply['messageId'], 'message'],
    ]);
    const remote = { id: current.remoteId, version: current.version, data: current.data };
    const edit = { ...creation(newId(), { ...current.fields, text: 'Hello all' }, general.id), remote };
    const edited = await provider.push(session, { ...edit, changed: ['text'] });
    expect(edited).toMatchObject({ outcome: 'applied', current: { fields: { text: 'Hello all' } } });
    expect(await provider.push(session, { ...edit, fields: { ...edit.fields, text: 'Late' } })).toMatchObject(
      {
        outcome: 'stale',
      },
    );
    const later = await act('send_message', { channel: general.id, text: 'News' });
    const news = changesOf(await pull(cursorOf(listing))).map(({ remoteId }) => remoteId);
    expect(news).toContain(later['messageId']);
    const removal = {
      kind: 'delete',
      model: 'message',
      containerId: general.id,
      recordId: newId(),
      remote: { ...remote, version: edited.current.kind === 'upsert' ? edited.current.version : '' },
    } as const;
    expect(await provider.push(session, removal)).toMatchObject({ outcome: 'applied' });
    expect(await provider.push(session, removal)).toMatchObject({ outcome: 'applied' });
  });

  it('reads refusals that come with status 200', async () => {
    const asked = {
      model: 'message',
      containerId: 'C404',
      cursor: null,
      known: () => Promise.resolve(new Map()),
    } as const;
    await expect(Array.fromAsync(provider.pull(session, asked))).rejects.toMatchObject({
      providerCode: 'not_found',
    });
    await expect(
      Array.fromAsync(provider.pull(person, { ...asked, containerId: general.id })),
    ).rejects.toMatchObject({
      providerCode: 'insufficient_scope',
    });
    const stranger = testSession({ apiUrl: session.apiUrl });
    await expect(provider.identify(stranger)).rejects.toMatchObject({
      providerCode: 'auth_expired',
    });
  });
});
