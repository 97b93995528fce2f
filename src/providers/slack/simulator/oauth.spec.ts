import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '#kernel';
import { SlackSimulator } from './simulator.js';

class MovedClock extends Clock {
  ahead = 0;
  override now(): Date {
    return new Date(Date.now() + this.ahead);
  }
}

const redirectUri = 'http://127.0.0.1/oauth/slack/callback';
let slack: SlackSimulator;
let clock: MovedClock;
beforeEach(async () => {
  clock = new MovedClock();
  slack = await SlackSimulator.start({ clock, app: { redirectUris: [redirectUri] } });
});
afterEach(() => slack.stop());

const post = async (path: string, form: Record<string, string>, token?: string) => {
  const response = await fetch(`${slack.server.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(form),
    ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}),
  });
  return { location: response.headers.get('location'), status: response.status, text: await response.text() };
};
const secrets = () => ({ client_id: slack.app.clientId, client_secret: slack.app.clientSecret });
const access = async (form: Record<string, string>) =>
  JSON.parse((await post('/api/oauth.v2.access', { ...secrets(), ...form })).text) as Record<string, unknown>;
const code = async (more: Record<string, string>): Promise<string> => {
  const query = new URLSearchParams({
    client_id: slack.app.clientId,
    redirect_uri: redirectUri,
    state: 's',
    ...more,
  });
  const { location } = await post(`/oauth/v2/authorize?${query.toString()}`, {
    decision: 'allow',
    team: 'T0ACME',
  });
  return new URL(location ?? '').searchParams.get('code') ?? '';
};
const test = async (token: unknown) =>
  (JSON.parse((await post('/api/auth.test', {}, String(token))).text) as { error?: string }).error;

describe('the simulated consent', () => {
  it('gives two tokens in one answer, and a code works once', async () => {
    const given = {
      code: await code({ scope: 'chat:write', user_scope: 'search:read' }),
      redirect_uri: redirectUri,
    };
    const answer = await access(given);
    expect(answer).toMatchObject({
      ok: true,
      token_type: 'bot',
      scope: 'chat:write',
      team: { id: 'T0ACME' },
      authed_user: { scope: 'search:read', token_type: 'user' },
    });
    expect(answer['refresh_token']).toBeUndefined();
    expect(await access(given)).toEqual({ ok: false, error: 'invalid_code' });
    expect(await access({ ...given, client_secret: 'wrong' })).toEqual({
      ok: false,
      error: 'bad_client_secret',
    });
  });

  it('rotates where the app says so: a refresh token works once, a token for twelve hours', async () => {
    slack.installations.rotates = true;
    const first = await access({ code: await code({ scope: 'chat:write' }), redirect_uri: redirectUri });
    expect(first).toMatchObject({ expires_in: 43_200 });
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first['refresh_token']) };
    clock.ahead = 43_200_000;
    expect(await test(first['access_token'])).toBe('token_expired');
    const second = await access(refresh);
    expect(await test(second['access_token'])).toBeUndefined();
    expect(await access(refresh)).toEqual({ ok: false, error: 'invalid_refresh_token' });
    await post('/api/auth.revoke', {}, String(second['access_token']));
    expect(await test(second['access_token'])).toBe('invalid_auth');
  });
});
