import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Browser,
  type BrowserPage,
  connectByPages,
  type ConnectionAnswer,
  type ConnectSessionAnswer,
  createOrganization,
  freePort,
  MovedClock,
  Receiver,
  register,
  type StoredRecord,
  startTestHub,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';
import { SlackSimulator } from '../../src/providers/slack/simulator/index.js';

const app = {
  clientId: '1111.2222',
  clientSecret: 'acme-slack-secret',
  signingSecret: 'acme-signing-secret',
};
const clock = new MovedClock();
let slack: SlackSimulator;
let hub: TestHub;
let acme: TestOrganization;
let integrationId: string;
let session: ConnectSessionAnswer;

/** Chooses a workspace on the simulated Slack's screen and agrees. */
const agreeIn =
  (team: string) =>
  (browser: Browser, screen: BrowserPage): Promise<BrowserPage> => {
    const action = /action="([^"]*)"/.exec(screen.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const body = new URLSearchParams({ decision: 'allow', team });
    return browser.open(new URL(action, screen.url), { method: 'POST', body });
  };

beforeAll(async () => {
  const port = await freePort();
  const redirectUris = [`http://127.0.0.1:${port}/oauth/slack/callback`];
  const workspaces = [
    { id: 'T0ACME', name: 'Acme' },
    { id: 'T0OTHER', name: 'Other' },
  ];
  slack = await SlackSimulator.start({ app: { ...app, redirectUris }, workspaces, clock });
  slack.installations.rotates = true;
  slack.deliveries.requestUrl = `http://127.0.0.1:${port}/hooks/slack`;
  slack.deliveries.retryDelaysMs = [50, 200, 500];
  const { url } = slack.server;
  const urls = {
    authorize: `${url}/oauth/v2/authorize`,
    token: `${url}/api/oauth.v2.access`,
    revoke: `${url}/api/auth.revoke`,
    api: slack.apiUrl,
  };
  hub = await startTestHub(
    { PORT: String(port), CAUSEWAY_PROVIDER_URLS: JSON.stringify({ slack: urls }) },
    { clock },
  );
  acme = await createOrganization(hub.url, hub.operatorKey);
  const made = {
    provider: 'slack',
    client: { id: app.clientId, secret: app.clientSecret },
    webhookSecret: app.signingSecret,
  };
  integrationId = (await acme.owner.post<{ id: string }>(acme.at('/integrations'), made)).id;
});
afterAll(async () => {
  await hub.stop();
  await slack.stop();
});

const general = () => slack.workspace('T0ACME').channel('CT0ACME');
const consentFor = async (purpose: string): Promise<string> => {
  for (const id of session.consentIds) {
    const consent = await acme.owner.get<{ purpose: string }>(acme.at(`/consents/${id}`));
    if (consent.purpose === purpose) return id;
  }
  throw new Error(`No consent for ${purpose}`);
};
const act = async (name: string, input: object) =>
  acme.owner.ok<{ output: Record<string, unknown> }>(
    'POST',
    acme.at(`/connections/${session.connectionId ?? ''}/actions/${name}`),
    { input, consentId: await consentFor('messaging') },
  );
const connection = (id = session.connectionId) =>
  acme.owner.get<ConnectionAnswer>(acme.at(`/connections/${id ?? ''}`));

describe('Slack, from the connect link to the end of the app', () => {
  it('takes the request URL once the signing secret is known', async () => {
    expect(await slack.deliveries.verifyUrl()).toBe(true);
  });

  it('connects a workspace with the tokens of the app and of the person', async () => {
    session = await connectByPages(acme, integrationId, agreeIn('T0ACME'));
    const made = await connection();
    expect(made).toMatchObject({ status: 'active', account: { id: 'T0ACME', name: 'Acme' }, missing: [] });
    expect(made.grantedScopes).toEqual(expect.arrayContaining(['channels:history', 'user:chat:write']));
    expect(made.credential).toMatchObject({ renews: true, expiresAt: expect.any(String) });
  });

  it('connects a second workspace beside it', async () => {
    const other = await connectByPages(acme, integrationId, agreeIn('T0OTHER'));
    expect(other.connectionId).not.toBe(session.connectionId);
    expect((await connection(other.connectionId)).account.id).toBe('T0OTHER');
  });

  it('says things as the app and as the person', async () => {
    await act('send_message', { channel: 'CT0ACME', text: 'By the app' });
    await act('send_message', { channel: 'CT0ACME', text: 'By Ada', as: 'person' });
    const [second, first] = general().all();
    expect(first).toMatchObject({ text: 'By the app', bot_id: expect.any(String) });
    expect(second).toMatchObject({ text: 'By Ada', user: 'UADA' });
    expect(second?.bot_id).toBeUndefined();
  });

  it('renews the rotated token after twelve hours', async () => {
    clock.aheadMs += 12 * 3_600_000 + 1000;
    await act('set_topic', { channel: 'CT0ACME', topic: 'Half a day later' });
    await act('send_message', { channel: 'CT0ACME', text: 'Still Ada', as: 'person' });
    expect(general().topic).toBe('Half a day later');
    expect(general().all()[0]).toMatchObject({ text: 'Still Ada', user: 'UADA' });
  });

  it('brings messages, and by events new ones and edits, without anybody asking', async () => {
    const { id: syncId } = await acme.owner.post<{ id: string }>(acme.at('/syncs'), {
      connectionId: session.connectionId,
      consentId: await consentFor('messaging'),
      model: 'message',
      containerId: 'CT0ACME',
      intervalSeconds: 86_400,
    });
    const texts = async (): Promise<unknown[]> =>
      (await acme.owner.get<{ data: StoredRecord[] }>(acme.at(`/records?syncId=${syncId}`))).data
        .filter(record => !record.deleted)
        .map(record => (record.fields as Record<string, unknown>)['text']);
    await until(texts, found => found.length === 3);
    const { ts } = general().post({ text: 'An event tells', user: 'UGRACE' });
    await until(texts, found => found.includes('An event tells'));
    general().edit(ts, { text: 'Another event tells' }, 'UGRACE');
    await until(texts, found => found.includes('Another event tells') && found.length === 4);
    general().remove(ts);
    await until(texts, found => !found.includes('Another event tells'));
    expect(await texts()).toHaveLength(3);
  });

  it('passes a pressed button and a slash command on, each answered at once with nothing', async () => {
    const receiver = await Receiver.start();
    await register(acme, receiver.url, { eventTypes: ['connection.remote_event'] });
    const told = () => Promise.resolve(receiver.hooks.map(({ event }) => event.data));
    const began = performance.now();
    const pressed = await slack.deliveries.interactive({
      type: 'block_actions',
      team: { id: 'T0ACME' },
      user: { id: 'UADA' },
      channel: { id: 'CT0ACME' },
      response_url: 'https://hooks.slack.com/actions/secret',
      trigger_id: 'also-secret',
      actions: [{ type: 'button', action_id: 'approve', block_id: 'b1', value: 'yes' }],
    });
    const typed = await slack.deliveries.command({
      command: '/ticket',
      text: 'printer & toner',
      team_id: 'T0ACME',
      channel_id: 'CT0ACME',
      user_id: 'UGRACE',
      user_name: 'grace',
      response_url: 'https://hooks.slack.com/commands/secret',
    });
    expect(performance.now() - began).toBeLessThan(3_000);
    expect([pressed, typed]).toEqual([
      { kind: 'interactive', retry: 0, status: 200, text: '' },
      { kind: 'command', retry: 0, status: 200, text: '' },
    ]);
    const both = await until(told, found => found.length === 2);
    expect(both).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          connectionId: session.connectionId,
          provider: 'slack',
          type: 'block_actions',
          data: expect.objectContaining({
            user: 'UADA',
            actions: [{ type: 'button', actionId: 'approve', blockId: 'b1', value: 'yes' }],
          }),
        }),
        expect.objectContaining({
          connectionId: session.connectionId,
          type: 'slash_command',
          data: expect.objectContaining({ command: '/ticket', text: 'printer & toner', userName: 'grace' }),
        }),
      ]),
    );
    expect(JSON.stringify(both)).not.toContain('secret');
    await receiver.stop();
  });

  it('takes no button that another app’s secret has signed', async () => {
    const before = slack.deliveries.attempts.length;
    const body = new URLSearchParams({
      payload: JSON.stringify({ type: 'shortcut', team: { id: 'T0ACME' } }),
    });
    const timestamp = String(Math.floor(clock.now().getTime() / 1000));
    const mac = createHmac('sha256', 'another-secret').update(`v0:${timestamp}:${body.toString()}`);
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${mac.digest('hex')}`,
    };
    const answer = await fetch(`${hub.url}/hooks/slack`, { method: 'POST', headers, body: body.toString() });
    expect([answer.status, slack.deliveries.attempts.length]).toEqual([401, before]);
  });

  it('refuses what is not signed with the app’s secret', async () => {
    const body = JSON.stringify({
      type: 'event_callback',
      team_id: 'T0ACME',
      event: { type: 'app_uninstalled' },
    });
    const timestamp = String(Math.floor(clock.now().getTime() / 1000));
    const headers = {
      'content-type': 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${'0'.repeat(64)}`,
    };
    const answer = await fetch(`${hub.url}/hooks/slack`, { method: 'POST', headers, body });
    expect(answer.status).toBe(401);
    expect((await connection()).status).toBe('active');
  });

  it('notices at once that the app was removed', async () => {
    slack.uninstall('T0ACME');
    await until(connection, ({ status }) => status === 'needs_reauth');
  });
});
