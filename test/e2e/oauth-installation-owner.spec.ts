import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SimulatorReply } from '#provider-sdk/simulator';
import { type DialectStage, numberOf, startDialectStage } from '#support';

let stage: DialectStage;
let integrationId: string;

beforeAll(async () => {
  stage = await startDialectStage();
  integrationId = await stage.integrate(stage.acme, 'test-forge', stage.forgeClient);
});
afterAll(() => stage.stop());

const method = { method: 'installation' } as const;
let numbers = 100;
/** An account that takes the app in next, by the hand of `person`, who sees the installation. */
const account = (person = 'ada', more = {}): string => {
  const id = String((numbers += 1));
  stage.forge.installations.set(id, { login: `org-${id}`, ...more });
  stage.forge.reach.set(person, [...(stage.forge.reach.get(person) ?? []), id]);
  Object.assign(stage.forge, { person, installing: id });
  return id;
};
const refusals = async (): Promise<unknown[]> => {
  const page = await stage.acme.owner.get<{ data: { details: { reason: string } }[] }>(
    stage.acme.at('/audit?action=authorization.refused&limit=200'),
  );
  return page.data.map(event => event.details.reason);
};
const walk = () => stage.walk(stage.acme, integrationId, method);
const asReader = (id: string, reply: SimulatorReply): void => {
  stage.forge.memberships.set(`ada org-${id}`, reply);
};
const membership = (id: string, more = {}): SimulatorReply => ({
  status: 200,
  body: { role: 'admin', state: 'active', organization: { id: numberOf(`org-${id}`) }, ...more },
});

describe('an installation', () => {
  it('refuses whoever sees the installation but does not administer its account', async () => {
    const replies: ((id: string) => SimulatorReply)[] = [
      () => ({ status: 404, body: { message: 'Not Found' } }),
      id => membership(id, { role: 'member' }),
      id => membership(id, { state: 'pending' }),
      id => membership(id, { organization: { id: 1 } }),
    ];
    for (const reply of replies) {
      const id = account();
      asReader(id, reply(id));
      const mints = stage.forge.mints.length;
      const { page, session } = await walk();
      expect(page).toMatchObject({
        status: 403,
        text: expect.stringContaining(`only somebody who administers org-${id}`),
      });
      expect(session).toMatchObject({ status: 'open', connectionId: null });
      expect(stage.forge.mints).toHaveLength(mints);
      asReader(id, membership(id));
      expect((await walk()).page.status).toBe(200);
    }
    expect(await refusals()).toContain('not an administrator of the account');
  });

  it('says so when the app may not read who administers an account, and connects nothing', async () => {
    const id = account();
    asReader(id, { status: 403, body: { message: 'Resource not accessible by integration' } });
    const { page, session } = await walk();
    expect(page).toMatchObject({ status: 403, text: expect.stringContaining('lacks the permission') });
    expect(session).toMatchObject({ connectionId: null });
    expect(await refusals()).toContain('the app may not read who administers the account');
  });

  it('takes a person’s own account without asking what they are in it', async () => {
    account('linus', { login: 'linus' });
    stage.forge.memberships.set('linus linus', { status: 404, body: {} });
    const { page } = await walk();
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('connected as linus') });
  });

  it('does not take an account without a name, such as an enterprise’s, whatever its number', async () => {
    account('linus', { login: '' });
    expect((await walk()).page.status).toBe(403);
  });
});
