import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerScreen, connectByPages, SandboxStage, type StoredRecord, until } from '#support';

const slack = 'slack-sandbox';
const general = 'T0ACME:CT0ACME';
let stage: SandboxStage;
let syncId: string;

beforeAll(async () => {
  stage = await SandboxStage.start();
});
afterAll(() => stage.stop());

const texts = async (): Promise<unknown[]> => {
  const { owner, at } = stage.acme;
  const { data } = await owner.get<{ data: StoredRecord[] }>(at(`/records?syncId=${syncId}`));
  return data
    .filter(({ deleted }) => !deleted)
    .map(({ fields }) => (fields as Record<string, unknown>)['text']);
};

describe('Slack in the sandbox', () => {
  it('is connected by its own screen', async () => {
    const { owner, at } = stage.acme;
    const agree = answerScreen({ decision: 'allow', team: 'T0ACME' });
    const connected = await connectByPages(stage.acme, await stage.integrate(slack), agree);
    const consents = await Promise.all(
      connected.consentIds.map(id => owner.get<{ id: string; purpose: string }>(at(`/consents/${id}`))),
    );
    const made = await owner.post<{ id: string }>(at('/syncs'), {
      connectionId: connected.connectionId,
      consentId: consents.find(({ purpose }) => purpose === 'messaging')?.id,
      model: 'message',
      containerId: 'CT0ACME',
      intervalSeconds: 86_400,
    });
    syncId = made.id;
    await until(texts, found => found.includes('Who takes the notes today?'));
  });

  it('delivers a webhook twice, which has one effect', async () => {
    const { owner, at } = stage.acme;
    const receipts = async () => (await owner.get<{ data: object[] }>(at('/receipts'))).data.length;
    const before = await receipts();
    expect(await stage.pull(slack, { lever: 'notify', containerId: general, times: 2 })).toEqual({
      affected: 2,
    });
    const { notices } = await stage.seen(slack);
    expect(notices.slice(0, 2).map(({ status }) => status)).toEqual([200, 200]);
    expect((await receipts()) - before).toBe(1);
    await owner.post(stage.objects(slack, general), { fields: { text: 'Me, please' } });
    await until(texts, found => found.includes('Me, please'));
    expect((await texts()).filter(text => text === 'Who takes the notes today?')).toHaveLength(1);
  });

  it('can be emptied, and the run that notices asks before it deletes anything', async () => {
    const { owner, at } = stage.acme;
    const { affected } = await stage.pull(slack, { lever: 'empty', containerId: general });
    expect(affected).toBe(4);
    const runs = () => owner.get<{ data: { status: string }[] }>(at(`/syncs/${syncId}/runs`));
    await until(runs, ({ data }) => data[0]?.status === 'held');
    expect(await texts()).toHaveLength(4);
  });

  it('refuses what it does not have', async () => {
    const wish = { lever: 'notify', containerId: 'anything' };
    const refused = await stage.acme.owner.send<{ code: string }>(
      'POST',
      stage.path('google-contacts-sandbox', '/levers'),
      wish,
    );
    expect([refused.status, refused.body.code]).toEqual([409, 'sandbox_lever_missing']);
  });
});

describe('a hub whose sandbox was turned off', () => {
  it('knows none of it, and shows what was connected there without reaching anything', async () => {
    await stage.restart({ CAUSEWAY_SANDBOX: 'off' });
    const { owner, at } = stage.acme;
    expect((await owner.send('GET', at('/sandbox'))).status).toBe(404);
    expect((await owner.send('GET', stage.path(slack))).status).toBe(404);
    const pulled = await owner.send('POST', stage.path(slack, '/levers'), { lever: 'expire_cursors' });
    expect(pulled.status).toBe(404);
    const { data } = await owner.get<{ data: { sandbox: boolean }[] }>('/v1/providers');
    expect(data.some(({ sandbox }) => sandbox)).toBe(false);
    expect((await owner.send('POST', at('/integrations'), { provider: 'linear-sandbox' })).status).toBe(422);
    const integrations = await owner.get<{ data: { provider: string }[] }>(at('/integrations'));
    expect(integrations.data.map(({ provider }) => provider)).toEqual([slack]);
    const connections = await owner.get<{ data: { id: string; status: string }[] }>(at('/connections'));
    expect(connections.data).toMatchObject([{ status: 'active' }]);
    const checked = await owner.post<{ healthy: boolean; code: string }>(
      at(`/connections/${connections.data[0]?.id ?? ''}/check`),
    );
    expect(checked.healthy).toBe(false);
  });

  it('opens again as it was, but not in production', async () => {
    await stage.restart();
    const { url, accounts } = await stage.seen(slack);
    expect(accounts[0]).toMatchObject({ id: 'T0ACME', granted: true });
    expect((await fetch(url)).status).toBe(404);
    await stage.restart({ CAUSEWAY_SANDBOX: '', NODE_ENV: 'production' });
    expect((await stage.acme.owner.send('GET', stage.path(slack))).status).toBe(404);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});
