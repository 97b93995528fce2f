import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LinearSimulator } from './simulator.js';

const client = { id: 'c', secret: 's', redirectUris: ['https://hub.example/oauth/linear/callback'] };
const verifier = 'v'.repeat(43);
let linear: LinearSimulator;
beforeEach(async () => {
  linear = await LinearSimulator.start({ clients: [client] });
  linear.accounts.behaviour.approval = 'auto';
});
afterEach(() => linear.stop());

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly error?: string;
}

const token = async (members: Readonly<Record<string, string>>): Promise<Tokens> => {
  const body = new URLSearchParams({ client_id: client.id, client_secret: client.secret, ...members });
  return (await (await fetch(`${linear.apiUrl}/oauth/token`, { method: 'POST', body })).json()) as Tokens;
};
const signIn = async (given = verifier): Promise<Tokens> => {
  const [redirect = ''] = client.redirectUris;
  const query = new URLSearchParams({
    ...{ client_id: client.id, redirect_uri: redirect, response_type: 'code', scope: 'read,write' },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const answer = await fetch(`${linear.apiUrl}/oauth/authorize?${query.toString()}`, { redirect: 'manual' });
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  return token({ grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: given });
};
const refresh = (refreshToken: string): Promise<Tokens> =>
  token({ grant_type: 'refresh_token', refresh_token: refreshToken });
const query = async (text: string, access: string): Promise<{ status: number; body: unknown }> => {
  const answer = await fetch(`${linear.apiUrl}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: text }),
  });
  return { status: answer.status, body: await answer.json() };
};
const who = 'query Who { viewer { name } }';

describe('the simulated Linear', () => {
  it('wants the verifier that fits the challenge', async () => {
    expect(await signIn('w'.repeat(43))).toMatchObject({ error: 'invalid_grant' });
  });

  it('replaces the refresh token at each use, and ends the grant when an old one comes again', async () => {
    const first = await signIn();
    const second = await refresh(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await query(who, second.access_token)).toEqual({
      ...{ status: 200, body: { data: { viewer: { name: 'Ada Example' } } } },
    });
    expect(await refresh(first.refresh_token)).toMatchObject({ error: 'invalid_grant' });
    expect(await refresh(second.refresh_token)).toMatchObject({ error: 'invalid_grant' });
    expect((await query(who, second.access_token)).status).toBe(401);
  });

  it('answers what was selected, under the names that were asked for, and refuses the rest', async () => {
    const access = linear.accounts.issueToken(['read']);
    const renamed = await query('query A { me: viewer { mail: email } }', access);
    expect(renamed.body).toEqual({ data: { me: { mail: 'ada@example.com' } } });
    for (const text of [
      'query A { nobody { id } }',
      'query A { viewer }',
      'query A { viewer { id }',
      '{',
      'query A { viewer { id(',
    ])
      expect((await query(text, access)).status).toBe(400);
    const costly = 'query A { issues(first: 250) { nodes { comments(first: 250) { nodes { id } } } } }';
    expect(JSON.stringify((await query(costly, access)).body)).toContain('Query too complex');
  });

  it('lets nobody write without the scope', async () => {
    const access = linear.accounts.issueToken(['read']);
    const text = 'mutation A { issueDelete(id: "x") { success } }';
    expect((await query(text, access)).status).toBe(403);
  });
});
