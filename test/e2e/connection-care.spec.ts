import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import {
  Browser,
  Caller,
  type ConnectionAnswer,
  type ConnectSessionAnswer,
  startVendorStage,
  type VendorStage,
} from '#support';

let stage: VendorStage;
let id: string;
beforeAll(async () => {
  stage = await startVendorStage();
  id = await stage.connect('1', { endUserId: 'ada' });
});
afterAll(() => stage.stop());

interface Care extends ConnectionAnswer {
  readonly endUserId: string | null;
  readonly memberId: string | null;
  readonly trouble: { kind: string; text: string; nextStep: string; reconnect: boolean } | null;
  readonly lastError: { readonly code: string; readonly detail: string; readonly nextStep: string } | null;
}
interface Problem {
  readonly code: string;
  readonly detail: string;
}

const at = (rest: string): string => stage.organization.at(rest);
const view = (): Promise<Care> => stage.organization.owner.get(at(`/connections/${id}`));
const transfer = (body: unknown, of = id) =>
  stage.organization.owner.send<Care & Problem>('POST', at(`/connections/${of}/transfer`), body);
const member = (name: string, role = 'member') =>
  stage.organization.owner.post<{ id: string }>(at('/members'), {
    email: `${name}@acme.example`,
    name,
    role,
  });

describe('a connection in trouble', () => {
  it('says what is the matter and what helps, and nothing once it works again', async () => {
    expect((await view()).trouble).toBeNull();
    stage.vendor.expireAccess();
    stage.vendor.onRefresh = () => ({ status: 400, body: { error: 'invalid_grant' } });
    await stage.check(id);
    stage.vendor.onRefresh = null;
    const { trouble, lastError } = await view();
    expect(trouble).toMatchObject({ kind: 'needs_reauth', reconnect: true });
    expect(trouble?.text).toMatch(/^Google no longer accepts the authorization of Google Calendar of /);
    expect(lastError?.nextStep).toMatch(/^Reconnect it/);
  });

  it('is reconnected by a link of its own: same id, same person, no trouble', async () => {
    const { owner } = stage.organization;
    const session = await owner.post<ConnectSessionAnswer>(at(`/connections/${id}/reconnect`));
    const browser = new Browser();
    const page = await browser.open(session.url);
    expect(page.text).toContain('Connect Google Calendar again');
    expect((await browser.submit(page)).status).toBe(200);
    expect(await view()).toMatchObject({
      id,
      status: 'active',
      endUserId: 'ada',
      trouble: null,
      lastError: null,
    });
  });
});

describe('a connection of somebody who leaves', () => {
  it('goes to another member or person, audited, the names apart from the ids', async () => {
    const { id: memberId } = await member('grace');
    const { status, body } = await transfer({ memberId, endUserId: 'grace' });
    expect([status, body]).toMatchObject([200, { id, memberId, endUserId: 'grace', status: 'active' }]);
    expect((await transfer({ memberId: null })).body).toMatchObject({ memberId: null, endUserId: 'grace' });
    const path = at(`/audit?action=connection.transferred&targetId=${id}`);
    const { data } = await stage.organization.owner.get<{ data: object[] }>(path);
    expect(data.at(-1)).toMatchObject({
      details: { fromMemberId: null, toMemberId: memberId },
      personal: { fromEndUserId: 'ada', toEndUserId: 'grace' },
    });
  });

  it('goes to nobody who is not an active member here, and only by an owner or admin', async () => {
    expect((await transfer({ memberId: newId() })).body).toMatchObject({ code: 'validation_failed' });
    expect((await transfer({})).status).toBe(422);
    expect((await transfer({ endUserId: 'x' }, newId())).status).toBe(404);
    const { key } = await stage.organization.owner.post<{ key: string }>(at('/keys'), {
      name: 'm',
      role: 'member',
    });
    const plain = new Caller(stage.hub.url, key);
    expect((await plain.send('POST', at(`/connections/${id}/transfer`), { endUserId: 'x' })).status).toBe(
      403,
    );
  });
});

describe('quotas of an organization', () => {
  const quotas = (method: string, body?: unknown) => {
    const operator = new Caller(stage.hub.url, stage.hub.operatorKey);
    return operator.send<Problem>(method, `/admin/v1/organizations/${stage.organization.id}/quotas`, body);
  };
  const none = { connections: null, syncs: null, records: null };

  it('are set by operators, who see how much is used', async () => {
    expect((await quotas('GET')).body).toMatchObject({
      connections: { limit: null, used: 1 },
      syncs: { limit: null, used: 0 },
      records: { limit: null, used: 0 },
      updatedAt: null,
    });
    expect((await quotas('PUT', { ...none, connections: 1 })).body).toMatchObject({
      connections: { limit: 1, used: 1 },
    });
    expect((await quotas('PUT', { connections: -1 })).status).toBe(422);
  });

  it('refuse one connection more before anybody goes to the vendor’s', async () => {
    const { owner } = stage.organization;
    const wish = { integrationId: stage.integrationId, endUserId: 'bob' };
    await quotas('PUT', none);
    const { url } = await owner.post<ConnectSessionAnswer>(at('/connect-sessions'), wish);
    await quotas('PUT', { ...none, connections: 1 });
    expect(await owner.send('POST', at('/connect-sessions'), wish)).toMatchObject({
      status: 409,
      body: { code: 'quota_exceeded', detail: expect.stringContaining('The quota of connections is 1') },
    });
    const page = await new Browser().open(url);
    expect(page.status).toBe(409);
    expect(page.text).toContain('The quota of connections is 1, with 1 in use.');
    expect(page.text).toContain('If somebody sent you the link, tell them that no more accounts');
    expect(page.text).not.toContain('Agree and continue');
  });

  it('let what is there be renewed, and say on the page that nothing else can be', async () => {
    const { owner } = stage.organization;
    const wish = { integrationId: stage.integrationId, endUserId: 'grace' };
    const { url } = await owner.post<ConnectSessionAnswer>(at('/connect-sessions'), wish);
    const browser = new Browser();
    const page = await browser.open(url);
    expect(page.text).toMatch(/No more accounts can be connected here at the moment\. You can renew .*1@/);
    stage.vendor.account = { id: '2', email: '2@example.com' };
    expect((await browser.submit(page)).status).toBe(409);
    expect(await stage.connect('1', { endUserId: 'grace' })).toBe(id);
    await quotas('PUT', none);
    expect(await stage.connect('2', { endUserId: 'bob' })).not.toBe(id);
  });
});
