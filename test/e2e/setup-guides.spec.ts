import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Caller, type OAuthStage, ownClient, sharedClient, startOAuthStage } from '#support';
import type { GuideView, IntegrationChecks } from '../../src/modules/setup-guides/guides.dto.js';

let stage: OAuthStage;
beforeAll(async () => {
  stage = await startOAuthStage({
    CAUSEWAY_WEBHOOK_URL: 'https://hooks.hub.example',
    CAUSEWAY_CALLBACK_URL: 'https://hub.example',
  });
});
afterAll(() => stage.stop());

const guide = (key: string) => stage.acme.owner.send<GuideView>('GET', `/v1/providers/${key}/guide`);
const check = (id: string, organization = stage.acme): Promise<IntegrationChecks> =>
  organization.owner.post(organization.at(`/integrations/${id}/check`));
const states = ({ checks }: IntegrationChecks) =>
  Object.fromEntries(checks.map(({ kind, state }) => [kind, state]));

describe('the guide of a provider', () => {
  it('gives the steps of the documentation, with the addresses of this hub', async () => {
    const { body } = await guide('slack');
    expect(body).toMatchObject({
      provider: 'slack',
      redirectUri: 'https://hub.example/oauth/slack/callback',
      webhookUrl: 'https://hooks.hub.example/hooks/slack',
      webhookSecret: true,
    });
    const steps = body.ways[0]?.steps.join('\n') ?? '';
    expect(body.ways[0]?.method).toBe('oauth');
    expect(steps).toContain('https://hub.example/oauth/slack/callback');
    expect(steps).toContain('https://hooks.hub.example/hooks/slack');
    expect(steps).not.toMatch(/\{callbackBase\}|\{hub\}/);
    expect(body.scopes.every(({ reason }) => reason.length > 5)).toBe(true);
  });

  it('has steps for each way of each provider', async () => {
    const { data } = await stage.acme.owner.get<{ data: { key: string; methods: string[] }[] }>(
      '/v1/providers',
    );
    const ours = data.filter(({ key }) => !key.startsWith('test-'));
    expect(ours.length).toBeGreaterThan(10);
    for (const { key, methods } of ours) {
      const { ways } = (await guide(key)).body;
      expect([key, ways.map(({ method }) => method)]).toEqual([key, methods]);
      expect([key, ways.filter(({ steps }) => steps.length === 0)]).toEqual([key, []]);
    }
  });

  it('is there for whoever has a credential, and for known providers alone', async () => {
    expect((await guide('nonsense')).status).toBe(404);
    expect((await new Caller(stage.hub.url, 'cwk_x').send('GET', '/v1/providers/slack/guide')).status).toBe(
      401,
    );
  });
});

describe('the check of an integration', () => {
  it('finds that the vendor accepts the client, without anybody signing in', async () => {
    const found = await check(stage.integrationId);
    expect(states(found)).toEqual({
      enabled: 'ok',
      client: 'ok',
      redirect_address: 'ok',
      token_endpoint: 'ok',
      credentials: 'ok',
    });
    expect(found.ready).toBe(true);
    expect(states(await check(stage.sharedIntegrationId, stage.other))).toMatchObject({ credentials: 'ok' });
  });

  it('finds a wrong secret, and says what helps', async () => {
    const id = await stage.integrate(stage.other, 'test-two', { ...ownClient, secret: 'wrong' });
    const found = await check(id, stage.other);
    expect(found.ready).toBe(false);
    expect(found.checks.find(({ kind }) => kind === 'credentials')).toMatchObject({
      state: 'failed',
      cure: expect.stringMatching(/^Copy both once more/),
    });
    expect(JSON.stringify(found)).not.toContain('wrong');
  });

  it('finds that there is no client, and that the integration is disabled', async () => {
    const id = await stage.integrate(stage.acme, 'test-two');
    await stage.acme.owner.ok('PATCH', stage.acme.at(`/integrations/${id}`), { enabled: false });
    const found = await check(id);
    expect(states(found)).toEqual({ enabled: 'failed', client: 'failed', redirect_address: 'ok' });
  });

  it('finds a missing webhook secret and a vendor that is away', async () => {
    const id = await stage.integrate(stage.acme, 'slack', sharedClient);
    const found = states(await check(id));
    expect(found).toMatchObject({
      webhook_address: 'ok',
      webhook_secret: 'warning',
      token_endpoint: 'failed',
    });
  });
});
