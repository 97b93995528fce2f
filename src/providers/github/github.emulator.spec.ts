import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEmulator, type Emulator } from 'emulate';
import { newId } from '#kernel';
import {
  providerResponse,
  type ProviderSession,
  type PullPage,
  type RemoteUpsert,
  type UpsertChange,
} from '#provider-sdk';
import { testSession } from '#provider-sdk/testing';
import type { Fields } from '#unified-models';
import { verifySignature } from '#webhooks/signatures';
import { githubManifest } from './github.manifest.js';
import { GithubProvider } from './github.provider.js';
import { collect, complete, remoteIds } from './github.testing.contract.js';

/**
 * A server that somebody else wrote. It has no ETag, no GraphQL and no times of whole seconds, and serves repositories
 * by their name only, so the number in an address is replaced by the name. Its list of a repository's comments is
 * hidden behind the route of a single issue; here it is empty. Nothing else is touched.
 */
const provider = new GithubProvider();
const client = {
  id: 'Iv1.emulated',
  secret: 'emulated-secret',
  redirect: 'http://127.0.0.1/oauth/github/callback',
};
let emulator: Emulator;
let session: ProviderSession;
let containerId: string;

interface Posted {
  readonly headers: readonly [string, string][];
  readonly body: Buffer;
}
const posted: Posted[] = [];
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    posted.push({ headers, body: Buffer.concat(chunks) });
    response.end();
  });
});

const listen = (): Promise<number> =>
  new Promise(resolve => {
    receiver.listen(0, '127.0.0.1', () => resolve((receiver.address() as AddressInfo).port));
  });

const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** The authorization code flow by the manifest's own switches, clicked through by hand. */
const accessToken = async (): Promise<string> => {
  const { auth, scopes } = githubManifest;
  if (auth.kind !== 'oauth2') throw new Error('no OAuth');
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const scope = scopes.map(use => use.scope).join(auth.scopeSeparator);
  const asked = { client_id: client.id, redirect_uri: client.redirect, scope, state: 'st' };
  const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
  const consent = await fetch(`${emulator.url}/login/oauth/callback`, {
    method: 'POST',
    body: new URLSearchParams({ ...asked, ...pkce, login: 'octocat' }),
    redirect: 'manual',
  });
  const code = new URL(consent.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const secrets = { client_id: client.id, client_secret: client.secret, code_verifier: verifier };
  const token = await fetch(`${emulator.url}${new URL(auth.tokenUrl).pathname}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ ...secrets, grant_type: 'authorization_code', code }),
  });
  return ((await token.json()) as { readonly access_token: string }).access_token;
};

/** By the name instead of the number. */
const named = (plain: ProviderSession, id: string, name: string): ProviderSession => ({
  ...plain,
  http: {
    request: request => {
      const url = request.url.replace(`/repositories/${id}/`, `/repos/${name}/`);
      return url.endsWith('/issues/comments')
        ? Promise.resolve(providerResponse(200, {}, '[]'))
        : plain.http.request({ ...request, url });
    },
  },
});

beforeAll(async () => {
  const redirects = { redirect_uris: [client.redirect] };
  emulator = await createEmulator({
    service: 'github',
    port: await freePort(),
    seed: {
      github: {
        users: [{ login: 'octocat', name: 'The Octocat', email: 'octocat@example.com' }],
        repos: [{ owner: 'octocat', name: 'site' }],
        oauth_apps: [{ client_id: client.id, client_secret: client.secret, name: 'Hub', ...redirects }],
      },
    },
  });
  const authorization = `Bearer ${await accessToken()}`;
  const plain = testSession({ apiUrl: emulator.url, headers: () => ({ authorization }) });
  const [container] = await collect(provider.containers(plain));
  containerId = container?.id ?? '';
  session = named(plain, containerId, 'octocat/site');
});
afterAll(async () => {
  await emulator.close();
  receiver.close();
});

const pull = (cursor: string | null): Promise<PullPage[]> => {
  const known = async (): Promise<Map<string, string>> => new Map();
  return collect(provider.pull(session, { model: 'task', containerId, cursor, known }));
};

const push = async (
  fields: Fields,
  remote: RemoteUpsert | null = null,
  recordId = newId(),
): Promise<RemoteUpsert> => {
  const all = remote ? { ...remote.fields, ...fields } : complete(fields);
  const change: UpsertChange = {
    ...{ kind: 'upsert', model: 'task', containerId, recordId, fields: all },
    changed: Object.keys(remote ? fields : all),
    remote: remote && { id: remote.remoteId, version: remote.version, data: remote.data },
  };
  const { current } = await provider.push(session, change);
  if (current.kind !== 'upsert') throw new Error('Expected an upsert');
  return current;
};

describe('against a GitHub emulator of another make', () => {
  it('says whose account it is and which repositories it has', async () => {
    expect(await provider.identify(session)).toMatchObject({ name: 'The Octocat' });
    const [container] = await collect(provider.containers(session));
    expect(container).toMatchObject({ name: 'octocat/site', writable: true });
  });

  it('creates one issue for one record, closes it, opens it and reads it back', async () => {
    const recordId = newId();
    const fields = { title: 'Emulated', description: 'Told twice', labels: ['bug', 'ui'], status: 'done' };
    const created = await push(fields, null, recordId);
    expect(created.fields).toMatchObject(fields);
    expect((await push(fields, null, recordId)).remoteId).toBe(created.remoteId);
    const [page] = await pull(null);
    expect(page?.changes).toMatchObject([{ remoteId: created.remoteId, fields, version: created.version }]);
    const cancelled = await push({ status: 'cancelled' }, created);
    expect(cancelled.fields).toMatchObject({ status: 'cancelled', title: 'Emulated' });
    expect((await push({ status: 'open', labels: [] }, cancelled)).fields).toMatchObject({
      status: 'open',
      labels: [],
    });
  });

  it('brings what changed since, and comments', async () => {
    const first = await push({ title: 'First' });
    const { cursor = null } = (await pull(null)).at(-1) ?? {};
    expect(remoteIds(await pull(cursor))).toEqual([]);
    const comment = provider.actions.find(({ name }) => name === 'comment');
    const input = { repository: 'octocat/site', issueNumber: Number(first.remoteId), text: 'Hello' };
    const written = await comment?.run(session, input, 'key');
    expect(await comment?.run(session, input, 'key')).toEqual(written);
    const second = await push({ title: 'Second' });
    const pages = await pull(cursor);
    expect(remoteIds(pages).toSorted()).toEqual([first.remoteId, second.remoteId].toSorted());
    const changes = pages.flatMap(page => page.changes);
    expect(changes).toContainEqual(
      expect.objectContaining({
        remoteId: first.remoteId,
        fields: expect.objectContaining({ comments: [expect.objectContaining({ text: 'Hello' })] }),
      }),
    );
  });

  it('follows pages to the end', async () => {
    const before = remoteIds(await pull(null)).length;
    for (let index = 0; index < 101; index += 1) await push({ title: `Issue ${index}` });
    const pages = await pull(null);
    expect(pages.length).toBeGreaterThan(1);
    expect(new Set(remoteIds(pages)).size).toBe(before + 101);
  });

  it('subscribes once, gets deliveries whose signature holds, and leaves nothing behind', async () => {
    const callbackUrl = `http://127.0.0.1:${await listen()}/hooks/github/token`;
    const secret = 'a-secret';
    const request = { containerId, callbackUrl, secret, subscriptionId: newId() };
    const hook = await provider.subscribe(session, request);
    if (!hook) throw new Error('A repository has push');
    expect(await provider.subscribe(session, request)).toMatchObject({ id: hook.id });
    expect(await collect(provider.subscriptions(session))).toMatchObject([{ id: hook.id, callbackUrl }]);
    await push({ title: 'Announced' });
    for (let wait = 0; wait < 100 && !posted.some(isIssues); wait += 1)
      await new Promise(go => setTimeout(go, 20));
    const delivery = posted.find(isIssues);
    if (!delivery) throw new Error('Nothing was posted');
    const { signature } = githubManifest.webhooks ?? {};
    if (!signature) throw new Error('no signature');
    const { headers, body } = delivery;
    const env = { now: new Date(), keys: (): Promise<never> => Promise.reject(new Error('no keys')) };
    expect(
      await verifySignature(signature, { headers, body, url: callbackUrl, query: [] }, [secret], env),
    ).toMatchObject({ ok: true });
    await provider.unsubscribe(session, hook);
    expect(await collect(provider.subscriptions(session))).toEqual([]);
  });

  it('reads a missing token as an expired authorization', async () => {
    const nobody = testSession({ apiUrl: session.apiUrl });
    await expect(provider.identify(nobody)).rejects.toMatchObject({ providerCode: 'auth_expired' });
  });
});

const isIssues = ({ headers }: Posted): boolean =>
  headers.some(([name, value]) => name === 'x-github-event' && value === 'issues');
