import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { WebhookSecrets } from '#integrations';
import { type DialectStage, startDialectStage, startTestHub, type TestHub, until } from '#support';

let stage: DialectStage;
let service: WebhookSecrets;
let integrationId: string;
const shared = '/admin/v1/provider-clients/test-chat';
const day = 24 * 60 * 60_000;

beforeAll(async () => {
  stage = await startDialectStage();
  service = stage.hub.hub.app.get(WebhookSecrets, { strict: false });
  integrationId = await stage.integrate(stage.acme, 'test-chat', stage.chatClient);
});
afterAll(() => stage.stop());

const integration = (): string => stage.acme.at(`/integrations/${integrationId}`);
const secrets = () => service.of('test-chat');
const put = (webhookSecret?: string | null) =>
  stage.operator.ok('PUT', shared, {
    ...stage.chatClient,
    ...(webhookSecret === undefined ? {} : { webhookSecret }),
  });
const patch = (body: Readonly<Record<string, unknown>>) => stage.acme.owner.ok('PATCH', integration(), body);
const operators = (...values: string[]) => ({ organizationId: null, integrationId: null, secrets: values });

describe('the webhook secrets of apps', () => {
  it('are none until somebody sets one', async () => {
    expect(await secrets()).toEqual([]);
  });

  it('are the operator’s and those of organizations with an app of their own, and are never shown', async () => {
    const answer = await put('signing-one');
    expect(answer).toMatchObject({ hasWebhookSecret: true, previousWebhookSecretUntil: null });
    const own = await patch({ webhookSecret: 'push@acme.iam.gserviceaccount.com' });
    expect(JSON.stringify([answer, own])).not.toMatch(/signing-one|push@acme/);
    expect(await secrets()).toEqual([
      operators('signing-one'),
      { organizationId: stage.acme.id, integrationId, secrets: ['push@acme.iam.gserviceaccount.com'] },
    ]);
    expect(await service.of('test-forge')).toEqual([]);
  });

  it('are two for a day after a change, and the same one again changes nothing', async () => {
    await put('signing-two');
    expect(await put('signing-two')).toMatchObject({ previousWebhookSecretUntil: expect.any(String) });
    expect((await secrets())[0]).toEqual(operators('signing-two', 'signing-one'));
    await put();
    expect((await secrets())[0]).toEqual(operators('signing-two', 'signing-one'));
    stage.clock.aheadMs += day;
    expect((await secrets())[0]).toEqual(operators('signing-two'));
  });

  it('are gone at once when they are removed', async () => {
    await put('signing-three');
    expect(await put(null)).toMatchObject({ hasWebhookSecret: false, previousWebhookSecretUntil: null });
    expect((await secrets()).map(({ organizationId }) => organizationId)).toEqual([stage.acme.id]);
  });

  it('leave with the organization’s own client, and need one', async () => {
    await patch({ client: null });
    expect(await secrets()).toEqual([]);
    expect(await stage.acme.owner.send('PATCH', integration(), { webhookSecret: 'forged' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'webhookSecret' }] },
    });
    await patch({ client: stage.chatClient, webhookSecret: 'anew' });
    expect((await secrets())[0]?.secrets).toEqual(['anew']);
  });

  it('are heard of in other processes within moments', async () => {
    const second: TestHub = await startTestHub(
      { CAUSEWAY_KEY: stage.key, CAUSEWAY_ROLE: 'api' },
      { database: stage.hub.database, clock: stage.clock, extraModules: stage.modules },
    );
    try {
      const theirs = second.hub.app.get(WebhookSecrets, { strict: false });
      expect((await theirs.of('test-chat'))[0]?.secrets).toEqual(['anew']);
      await patch({ webhookSecret: 'newest' });
      const heard = await until(
        () => theirs.of('test-chat'),
        ([own]) => own?.secrets[0] === 'newest',
        5_000,
      );
      expect(heard[0]?.secrets).toEqual(['newest', 'anew']);
    } finally {
      await second.stop();
    }
  });

  it('and the private keys of apps stand nowhere in the clear', async () => {
    await stage.operator.ok('PUT', '/admin/v1/provider-clients/test-forge', {
      ...stage.forgeClient,
      webhookSecret: 'canary-secret',
    });
    const client = new pg.Client(stage.hub.database.superuser);
    await client.connect();
    try {
      for (const table of ['provider_client', 'integration', 'audit_event']) {
        const { rows } = await client.query<{ text: string }>(`select t::text as text from ${table} t`);
        const text = rows.map(row => row.text).join('\n');
        expect(text).not.toMatch(/canary-secret|PRIVATE KEY|newest/);
        expect(text).not.toContain(Buffer.from('canary-secret').toString('hex'));
      }
    } finally {
      await client.end();
    }
  });

  it('are changed with one event each in the audit trail, which names no secret', async () => {
    const page = await stage.acme.owner.get<{ data: { details: { webhookSigning: string } }[] }>(
      stage.acme.at('/audit?action=integration.updated&limit=200'),
    );
    expect(page.data.map(event => event.details.webhookSigning).sort()).toEqual([
      'removed',
      'set',
      'set',
      'set',
    ]);
  });
});

describe('an app', () => {
  it('takes an RSA key of 2048 bits or more, and only where a provider has apps', async () => {
    const app = { id: '1', slug: 'app', privateKey: 'no key' };
    const bad = { ...stage.forgeClient, app };
    expect(await stage.operator.send('PUT', '/admin/v1/provider-clients/test-forge', bad)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'app.privateKey' }] },
    });
    const misplaced = { ...stage.chatClient, app: stage.forgeClient['app'] };
    expect(await stage.operator.send('PUT', shared, misplaced)).toMatchObject({ status: 422 });
  });
});
