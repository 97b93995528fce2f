import { Module } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { z } from 'zod';
import { type IntegrationProvider, Provider, type ProviderManifest } from '#provider-sdk';
import { createOrganization, startTestHub, type TestHub, type TestOrganization } from '#support';
import { slackManifest } from '../../src/providers/slack/index.js';
import { SlackProvider } from '../../src/providers/slack/slack.provider.js';
import { SlackSimulator } from '../../src/providers/slack/simulator/index.js';

/** Slack for whoever has a token already: the same provider behind a typed secret. */
const manifest: ProviderManifest = {
  ...slackManifest,
  key: 'slack-token',
  auth: {
    kind: 'api_key',
    credentials: z.strictObject({ token: z.string().meta({ secret: true }) }),
    header: ({ token = '' }) => ({ authorization: `Bearer ${token}` }),
  },
  limits: { ...slackManifest.limits, requestsPerSecond: 100, concurrent: 10 },
};

@Provider()
class SlackTokenProvider extends SlackProvider implements IntegrationProvider {
  override readonly manifest = manifest;
}
@Module({ providers: [SlackTokenProvider] })
class SlackTokenModule {}

interface Offered {
  readonly name: string;
  readonly purpose: string;
  readonly available: boolean;
  readonly missingScopes: readonly string[];
  readonly input: { readonly required: readonly string[]; readonly additionalProperties: boolean };
}
interface Problem {
  readonly code: string;
  readonly errors: readonly { readonly path: string }[];
}

let slack: SlackSimulator;
let hub: TestHub;
let acme: TestOrganization;
let integrationId: string;
let connectionId: string;
let consentId: string;

const scopes = slackManifest.scopes.map(({ scope }) => scope);
const channel = 'CT0ACME';
const said = (): (string | undefined)[] =>
  slack
    .workspace('T0ACME')
    .channel(channel)
    .all()
    .map(({ text }) => text);
const path = (rest = ''): string => acme.at(`/connections/${connectionId}/actions${rest}`);
const perform = <T = Problem>(name: string, body: object, headers: Record<string, string> = {}) =>
  acme.owner.send<T>('POST', path(`/${name}`), body, headers);
const consent = async (purpose: string): Promise<string> => {
  const given = {
    subject: { type: 'end_user', id: 'ada' },
    purpose,
    noticeVersion: '1',
  };
  return (await acme.owner.post<{ id: string }>(acme.at('/consents'), given)).id;
};
const audited = async (action: string) =>
  (await acme.owner.get<{ data: { details: object; outcome: string }[] }>(acme.at(`/audit?action=${action}`)))
    .data;

const connect = async (team: string): Promise<string> => {
  const credentials = { token: slack.install(team, scopes) };
  const made = { integrationId, credentials, endUserId: 'ada' };
  return (await acme.owner.post<{ id: string }>(acme.at('/connections'), made)).id;
};

beforeAll(async () => {
  slack = await SlackSimulator.start();
  hub = await startTestHub(
    { CAUSEWAY_PROVIDER_URLS: JSON.stringify({ 'slack-token': { api: slack.apiUrl } }) },
    { extraModules: [SlackTokenModule] },
  );
  acme = await createOrganization(hub.url, hub.operatorKey);
  const integration = await acme.owner.post<{ id: string }>(acme.at('/integrations'), {
    provider: 'slack-token',
  });
  integrationId = integration.id;
  connectionId = await connect('T0ACME');
  consentId = await consent('messaging');
});
afterAll(async () => {
  await hub.stop();
  await slack.stop();
});
afterEach(() => {
  const room = slack.workspace('T0ACME').channel(channel);
  for (const { ts } of room.all()) room.remove(ts);
});

describe('actions of a connection', () => {
  it('are listed with what they take', async () => {
    const { data } = await acme.owner.get<{ data: Offered[] }>(path());
    expect(data.map(({ name }) => name)).toContain('invite_to_channel');
    expect(data.find(({ name }) => name === 'send_message')).toMatchObject({
      purpose: 'messaging',
      available: true,
      missingScopes: [],
      input: { required: ['channel', 'text'], additionalProperties: false },
    });
  });

  it('happen at the provider, and are on record without their content', async () => {
    const input = { channel, text: 'Quarterly figures are out' };
    const answer = await perform<{ output: { messageId: string } }>('send_message', { input, consentId });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ name: 'send_message', output: { channel } });
    expect(said()).toEqual([input.text]);
    const [event] = await audited('action.performed');
    expect(event?.details).toMatchObject({ name: 'send_message', provider: 'slack-token', consentId });
    expect(JSON.stringify(event)).not.toContain('Quarterly');
  });

  it('happen once for one Idempotency-Key, also when the first answer was lost', async () => {
    const wish = { input: { channel, text: 'Once' }, consentId };
    const key = { 'idempotency-key': 'lost' };
    slack.losesAnswerOf = 'chat.postMessage';
    expect((await perform('send_message', wish, key)).status).toBe(503);
    const first = await perform<object>('send_message', wish, key);
    const again = await perform<object>('send_message', wish, key);
    expect([first.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([
      200,
      'true',
      first.body,
    ]);
    // The hub forgets the key, as when its process died after Slack had posted.
    const client = new pg.Client(hub.database.superuser);
    await client.connect();
    await client.query('delete from idempotency_key');
    await client.end();
    expect((await perform<object>('send_message', wish, key)).body).toEqual(first.body);
    expect(said()).toEqual(['Once']);
    await perform('send_message', wish, { 'idempotency-key': 'other' });
    expect(said()).toEqual(['Once', 'Once']);
  });

  it('say which field is wrong, and do nothing', async () => {
    const wrong = [
      [{ channel }, 'input.text'],
      [{ channel, text: 'x', messageId: 7 }, 'input.messageId'],
      [{ channel: '', text: 'x' }, 'input.channel'],
      [{ channel, text: 'x', threadId: '1700000000.1' }, 'input.threadId'],
    ] as const;
    for (const [input, field] of wrong) {
      const { status, body } = await perform('send_message', { input, consentId });
      expect([status, body.code, body.errors.map(error => error.path)]).toEqual([
        422,
        'validation_failed',
        [field],
      ]);
    }
    expect(said()).toEqual([]);
  });

  it('need a standing consent for their purpose', async () => {
    const input = { channel, text: 'Not agreed' };
    const other = await perform('send_message', { input, consentId: await consent('calendar_sync') });
    expect([other.status, other.body.code]).toEqual([409, 'consent_missing']);
    const withdrawn = await consent('messaging');
    await acme.owner.post(acme.at(`/consents/${withdrawn}/withdraw`), {});
    const late = await perform('send_message', { input, consentId: withdrawn });
    expect([late.status, late.body.code]).toEqual([409, 'consent_withdrawn']);
    expect(said()).toEqual([]);
  });

  it('pass on what the provider refuses, and record it', async () => {
    const failed = await perform('send_message', { input: { channel: 'C404', text: 'x' }, consentId });
    expect([failed.status, failed.body.code]).toEqual([404, 'provider_not_found']);
    const events = await audited('action.failed');
    expect(events[0]).toMatchObject({ outcome: 'failure', details: { code: 'provider_not_found' } });
    slack.limits.perMinute.set('reactions.add', 0);
    const input = { channel, messageId: '1700000000.000001', name: 'tada' };
    const limited = await perform('add_reaction', { input, consentId });
    expect([limited.status, limited.body.code]).toEqual([503, 'provider_rate_limited']);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    // The vendor counts each method by itself.
    const sent = await perform('send_message', { input: { channel, text: 'Still' }, consentId });
    expect(sent.status).toBe(200);
  });

  it('are unknown under another name, on another connection and to another organization', async () => {
    const body = { input: {}, consentId };
    expect((await perform('format_disk', body)).status).toBe(404);
    const other = await createOrganization(hub.url, hub.operatorKey, 'Other');
    expect((await other.owner.send('GET', other.at(`/connections/${connectionId}/actions`))).status).toBe(
      404,
    );
    const foreign = other.at(`/connections/${connectionId}/actions/send_message`);
    const input = { channel, text: 'Intruder' };
    expect((await other.owner.send('POST', foreign, { input, consentId })).status).toBe(404);
    expect(said()).toEqual([]);
  });

  it('end with the app, and the connection says so', async () => {
    slack.addWorkspace({ id: 'T0OTHER', name: 'Other' });
    const other = await connect('T0OTHER');
    slack.uninstall('T0OTHER');
    const wish = { input: { channel: 'CT0OTHER', text: 'x' }, consentId };
    const { status, body } = await acme.owner.send<Problem>(
      'POST',
      acme.at(`/connections/${other}/actions/send_message`),
      wish,
    );
    expect([status, body.code]).toEqual([409, 'provider_auth_expired']);
    const connection = await acme.owner.get<{ status: string }>(acme.at(`/connections/${other}`));
    expect(connection.status).toBe('needs_reauth');
  });
});
