import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answerHandshake, headerPairs, type Pair, verifySignature } from '#webhooks/signatures';
import { slackManifest } from '../slack.manifest.js';
import { everyScope } from '../slack.stage.contract.js';
import { SlackSimulator } from '../simulator/index.js';

const { webhooks } = slackManifest;
if (!webhooks) throw new Error('Slack pushes');
const env = (now: Date) => ({ now, keys: () => Promise.reject(new Error('Slack has no published keys')) });

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
const vector = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  body:
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&' +
    'channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&' +
    'response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&' +
    'trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
};

const verify = (headers: readonly Pair[], body: string, at: { secret: string; now: Date }) =>
  verifySignature(
    webhooks.signature,
    { headers, body: Buffer.from(body), url: 'https://hub.example/hooks/slack', query: [] },
    [at.secret],
    env(at.now),
  );

describe('Slack’s signature', () => {
  const at = { secret: vector.secret, now: new Date(Number(vector.timestamp) * 1000) };
  const headers: Pair[] = [
    ['X-Slack-Signature', vector.signature],
    ['X-Slack-Request-Timestamp', vector.timestamp],
  ];

  it('holds for the example that Slack publishes, and for nothing near it', async () => {
    expect(await verify(headers, vector.body, at)).toMatchObject({ ok: true });
    expect(await verify(headers, `${vector.body}&x=1`, at)).toMatchObject({ ok: false, reason: 'mismatch' });
    expect(await verify(headers, vector.body, { ...at, secret: 'other' })).toMatchObject({ ok: false });
  });

  it('is refused after five minutes', async () => {
    const late = { ...at, now: new Date(at.now.getTime() + 301_000) };
    expect(await verify(headers, vector.body, late)).toMatchObject({ ok: false, reason: 'expired' });
  });
});

interface Received {
  readonly headers: readonly Pair[];
  readonly body: string;
}

describe('deliveries of the simulated Slack', () => {
  let slack: SlackSimulator;
  let server: Server;
  let received: Received[];
  let statuses: number[];

  beforeEach(async () => {
    received = [];
    statuses = [];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        const headers = headerPairs(request.rawHeaders);
        received.push({ headers, body: body.toString('utf8') });
        const handshake = answerHandshake(
          webhooks.handshakes,
          { method: 'POST', headers, body, query: [] },
          [],
        );
        response.writeHead(statuses.shift() ?? 200).end(handshake?.body ?? '');
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    slack = await SlackSimulator.start({
      workspaces: [
        { id: 'T0ACME', name: 'Acme' },
        { id: 'T0OTHER', name: 'Other' },
      ],
    });
    slack.deliveries.requestUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/slack`;
    slack.deliveries.retryDelaysMs = [0, 5, 10];
  });
  afterEach(async () => {
    await slack.stop();
    server.close();
  });

  const header = ({ headers }: Received, name: string): string | undefined =>
    headers.find(([given]) => given.toLowerCase() === name)?.[1];
  const areSigned = async (): Promise<boolean[]> => {
    const at = { secret: slack.app.signingSecret, now: new Date() };
    const verdicts = await Promise.all(received.map(({ headers, body }) => verify(headers, body, at)));
    return verdicts.map(({ ok }) => ok);
  };

  it('are signed, whatever kind they are of', async () => {
    slack.install('T0ACME', everyScope);
    slack.workspace('T0ACME').channel('CT0ACME').post({ text: 'Hi', user: 'UADA' });
    await slack.deliveries.interactive({ type: 'block_actions', team: { id: 'T0ACME' } });
    await slack.deliveries.command({ command: '/deploy', team_id: 'T0ACME' });
    expect(await slack.deliveries.verifyUrl()).toBe(true);
    await slack.deliveries.settled();
    expect(received).toHaveLength(4);
    expect(await areSigned()).toEqual([true, true, true, true]);
  });

  it('come again with their number and the same event id while nobody takes them', async () => {
    statuses = [500, 503, 200];
    slack.install('T0ACME', everyScope);
    slack.workspace('T0ACME').channel('CT0ACME').post({ text: 'Hi', user: 'UADA' });
    await slack.deliveries.settled();
    expect(received.map(each => header(each, 'x-slack-retry-num'))).toEqual([undefined, '1', '2']);
    expect(header(received[1] as Received, 'x-slack-retry-reason')).toBe('http_error');
    const ids = received.map(({ body }) => (JSON.parse(body) as { event_id: string }).event_id);
    expect(new Set(ids).size).toBe(1);
    expect(await areSigned()).toEqual([true, true, true]);
  });

  it('name the workspace, and come only from those that have the app', async () => {
    slack.install('T0OTHER', everyScope);
    slack.workspace('T0ACME').channel('CT0ACME').post({ text: 'Not told', user: 'UADA' });
    slack.workspace('T0OTHER').channel('CT0OTHER').post({ text: 'Told', user: 'UADA' });
    slack.uninstall('T0OTHER');
    await slack.deliveries.settled();
    const bodies = received.map(({ body }) => JSON.parse(body) as { event: object });
    expect(bodies).toMatchObject([
      { team_id: 'T0OTHER', authorizations: [{ team_id: 'T0OTHER', is_bot: true }], event: { text: 'Told' } },
      { team_id: 'T0OTHER', event: { type: 'app_uninstalled' } },
    ]);
  });
});
