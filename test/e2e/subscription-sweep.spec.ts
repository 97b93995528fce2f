import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Jobs, laneOf } from '#jobs';
import {
  type BamboohrStage,
  createOrganization,
  MovedClock,
  startBamboohrStage,
  type TestOrganization,
  until,
} from '#support';

let stage: BamboohrStage;

beforeAll(async () => {
  stage = await startBamboohrStage(new MovedClock());
  stage.bamboo.apiKeys.add('the-key');
});
afterAll(() => stage.stop());

const hooks = () => stage.bamboo.hooks.hooks;

/** The same company's account, connected by one organization; answers the connection. */
const listening = async ({ owner, at }: TestOrganization, integrationId: string): Promise<string> => {
  const before = hooks().size;
  const credentials = { companyDomain: 'acme', apiKey: 'the-key' };
  const { id: connectionId } = await owner.post<{ id: string }>(at('/connections'), {
    ...{ integrationId, credentials },
  });
  const { id: consentId } = await owner.post<{ id: string }>(at('/consents'), {
    ...{ subject: { type: 'organization', id: 'hr' }, purpose: 'employee_sync', noticeVersion: '1' },
  });
  const sync = { connectionId, consentId, model: 'employee', containerId: 'employees' };
  await owner.post(at('/syncs'), { ...sync, intervalSeconds: 86_400 });
  await until(
    () => Promise.resolve(hooks().size),
    size => size === before + 1,
  );
  return connectionId;
};

const removedBy = async ({ owner, at }: TestOrganization): Promise<number[]> => {
  const path = at('/audit?action=subscription.orphans_removed');
  const { data } = await owner.get<{ data: { details: { removed: number } }[] }>(path);
  return data.map(({ details }) => details.removed);
};

describe('sweeping what a vendor has for this hub and nobody here knows', () => {
  it('spares the subscriptions of another organization with the same account', async () => {
    const acme = stage.organization;
    const connectionId = await listening(acme, stage.integrationId);
    const globex = await createOrganization(stage.hub.url, stage.hub.operatorKey, 'Globex');
    const client = { id: 'client', secret: 'client-secret' };
    const wish = { provider: 'bamboohr', client };
    const theirs = await globex.owner.post<{ id: string }>(globex.at('/integrations'), wish);
    await listening(globex, theirs.id);
    const kept = [...hooks().keys()];

    const [hook] = hooks().values();
    const lost = { ...hook!, id: 'lost', url: hook!.url.replace(/[^/]+$/, 'of-a-lost-database') };
    hooks().set(lost.id, lost);
    await stage.hub.hub.app
      .get(Jobs, { strict: false })
      .wake('subscriptions.sweep', laneOf(acme.id, connectionId));
    await until(
      () => removedBy(acme),
      removed => removed.length > 0,
    );
    expect(await removedBy(acme)).toEqual([1]);
    expect([...hooks().keys()]).toEqual(kept);
  });
});
