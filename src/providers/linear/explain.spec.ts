import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LinearWorld, startLinear, teamId } from './linear.contract.js';

const now = Date.parse('2027-03-01T12:00:00Z');
let world: LinearWorld;
beforeEach(async () => {
  world = await startLinear(() => new Date(now), ['read', 'write']);
});
afterEach(() => world.stop());

const failing = (status: number, extensions: object, headers: Readonly<Record<string, string>> = {}) => {
  const body = JSON.stringify({ data: null, errors: [{ message: 'No', extensions }] });
  world.simulator.server.failNext({ status, headers, body });
  return expect(world.provider.identify(world.session)).rejects;
};

describe('refusals', () => {
  it.each([
    [400, { code: 'RATELIMITED' }, 'rate_limited'],
    [200, { type: 'ratelimited' }, 'rate_limited'],
    [401, { code: 'AUTHENTICATION_ERROR', type: 'authentication error' }, 'auth_expired'],
    [400, { type: 'authentication error' }, 'auth_expired'],
    [403, { code: 'FORBIDDEN' }, 'insufficient_scope'],
    [200, { type: 'feature not accessible' }, 'insufficient_scope'],
    [200, { code: 'INTERNAL_SERVER_ERROR' }, 'temporary'],
    [200, { type: 'lock timeout' }, 'temporary'],
    [400, { code: 'INPUT_ERROR', type: 'invalid input' }, 'permanent'],
    [400, { code: 'GRAPHQL_VALIDATION_FAILED' }, 'permanent'],
    [200, {}, 'permanent'],
    [502, { code: 'RATELIMITED' }, 'temporary'],
  ])('with status %d and %j mean %s', async (status, extensions, providerCode) => {
    await failing(status, extensions).toMatchObject({ providerCode });
  });

  it.each(['requests', 'complexity'] as const)('wait for the hour’s %s to come anew', async count => {
    await world.provider.identify(world.session);
    world.simulator.rate.exhaust(count);
    await expect(world.provider.identify(world.session)).rejects.toMatchObject({
      ...{ providerCode: 'rate_limited', retryAfterMs: 3_600_000 },
    });
  });

  it('wait as long as they say, before all else', async () => {
    const wait = failing(400, { code: 'RATELIMITED' }, { 'retry-after': '9' });
    await wait.toMatchObject({ retryAfterMs: 9_000 });
  });

  it('of a webhook without the admin scope mean that it is missing', async () => {
    const wish = {
      containerId: teamId,
      callbackUrl: 'https://hub.example/x',
      secret: 's',
      subscriptionId: 'a',
    };
    await expect(world.provider.subscribe?.(world.session, wish)).rejects.toMatchObject({
      providerCode: 'insufficient_scope',
    });
  });
});
