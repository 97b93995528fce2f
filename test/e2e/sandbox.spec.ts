import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  agreeOnScreen,
  answerScreen,
  Browser,
  type CalendarSync,
  connectByPages,
  type ConnectionAnswer,
  connectSession,
  type ConnectSessionAnswer,
  type SandboxObjectAnswer,
  SandboxStage,
  syncCalendarByConsent,
  until,
} from '#support';

const team = 'team@group.calendar.google.com';
const google = 'google-calendar-sandbox';
let stage: SandboxStage;
let integrationId: string;
let session: ConnectSessionAnswer;
let sync: CalendarSync;

beforeAll(async () => {
  stage = await SandboxStage.start();
});
afterAll(() => stage.stop());

const connection = (): Promise<ConnectionAnswer> =>
  stage.acme.owner.get(stage.acme.at(`/connections/${session.connectionId ?? ''}`));
const eventAtGoogle = (title: string) => stage.objectNamed(google, team, title);
const titles = async (): Promise<(string | undefined)[]> =>
  (await sync.records()).filter(record => !record.deleted).map(({ fields }) => fields.title);
const organizations = async (): Promise<string[]> => {
  const { data } = await stage.operator.get<{ data: { name: string }[] }>('/admin/v1/organizations');
  return data.map(({ name }) => name);
};

describe('a hub with its sandbox', () => {
  it('offers simulated vendors beside the real ones, each with a client already', async () => {
    const { owner, at } = stage.acme;
    const { data } = await owner.get<{ data: { key: string; sandbox: boolean }[] }>('/v1/providers');
    expect(data.filter(provider => provider.sandbox)).toHaveLength(9);
    expect(data).toContainEqual(expect.objectContaining({ key: 'google-calendar', sandbox: false }));
    integrationId = await stage.integrate(google);
    const integration = await owner.get<{ client: string }>(at(`/integrations/${integrationId}`));
    expect(integration.client).toBe('shared');
  });

  it('has made an organization to begin with', async () => {
    expect(await organizations()).toContain('Acme (sandbox)');
  });
});

describe('Google Calendar in the sandbox', () => {
  it('asks on a screen of its own, and takes no for an answer', async () => {
    const asked = await connectSession(stage.acme, integrationId);
    const browser = new Browser();
    const screen = await browser.submit(await browser.open(asked.url));
    expect(screen.text).toContain('<strong>Causeway</strong> asks for access');
    expect(screen.text).toContain('Lists your calendars so that you can choose which to synchronise.');
    expect(screen.text).toContain('name="viewport"');
    expect(screen.text).not.toContain('<script');
    const refused = await answerScreen({ decision: 'deny' })(browser, screen);
    expect(refused.url.pathname).toBe(`/oauth/${google}/callback`);
    expect(refused.url.searchParams.get('error')).toBe('access_denied');
  });

  it('connects when the person agrees', async () => {
    session = await connectByPages(stage.acme, integrationId, agreeOnScreen);
    const account = { email: 'ada@acme.example' };
    expect(await connection()).toMatchObject({ status: 'active', account, missing: [] });
    expect((await stage.seen(google)).accounts).toMatchObject([{ granted: true }]);
  });

  it('is synchronized, and a change made there comes by its webhook', async () => {
    const { owner, at } = stage.acme;
    // Polling is a day away: whatever arrives sooner was pushed.
    const daily = { autoSync: true, intervalSeconds: 86_400 };
    sync = await syncCalendarByConsent(stage.acme, session, team, daily);
    await until(titles, found => found.includes('Sprint review') && found.includes('Stand-up'));
    await until(
      () => owner.get<{ activeRun: object | null }>(at(`/syncs/${sync.syncId}`)),
      ({ activeRun }) => activeRun === null,
    );
    const { id } = await eventAtGoogle('Sprint review');
    const fields = { title: 'Sprint review, moved', location: 'Canteen' };
    const path = `${stage.objects(google, team)}/${id}`;
    expect(await owner.ok<SandboxObjectAnswer>('PATCH', path, { fields })).toMatchObject({ fields });
    await until(titles, found => found.includes('Sprint review, moved'));
    const { data } = await owner.get<{ data: object[] }>(at('/audit?action=sandbox.changed'));
    expect(data[0]).toMatchObject({ target: { id: google }, details: { lever: 'edit' } });
  });

  it('says what is wrong with an edit', async () => {
    const { owner } = stage.acme;
    const { id } = await eventAtGoogle('Team lunch');
    const edit = (fields: object) => owner.send('PATCH', `${stage.objects(google, team)}/${id}`, { fields });
    expect(await edit({ end: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 422 });
    expect(await edit({ colour: 'red' })).toMatchObject({ status: 422 });
    expect(await edit({ title: '' })).toMatchObject({ status: 422 });
    const holidays = stage.objects(google, 'holidays@group.v.calendar.google.com');
    const fields = { title: 'x', start: '2030-01-01', end: '2030-01-02' };
    const refused = await owner.send<{ code: string }>('POST', holidays, { fields });
    expect([refused.status, refused.body.code]).toEqual([409, 'sandbox_read_only']);
  });

  it('makes runs wait that it answers with 429', async () => {
    const wish = { lever: 'fail', status: 429, times: 4, retryAfterSeconds: 1 };
    expect(await stage.pull(google, wish)).toEqual({ affected: 4 });
    const before = Date.now();
    expect(await sync.run()).toMatchObject({ status: 'succeeded' });
    expect(Date.now() - before).toBeGreaterThan(900);
    expect((await stage.seen(google)).faultsAhead).toBe(0);
  });

  it('makes the next run list everything once its cursors have ended', async () => {
    await stage.pull(google, { lever: 'expire_cursors' });
    const { status, counts } = await sync.run();
    expect([status, counts['pulledDeleted']]).toEqual(['succeeded', 0]);
    expect(counts['pulledUnchanged']).toBeGreaterThan(3);
  });

  it('survives a restart: same ids, same grant, same cursor, and no second organization', async () => {
    const { id } = await eventAtGoogle('Sprint review, moved');
    const idsOf = async () => (await sync.records()).map(record => record.id).sort();
    const records = await idsOf();
    await stage.restart();
    expect((await eventAtGoogle('Sprint review, moved')).id).toBe(id);
    const { status, counts } = await sync.run();
    expect(status).toBe('succeeded');
    // A listing would have found what did not change.
    expect(counts).toMatchObject({ pulledCreated: 0, pulledDeleted: 0, pulledUnchanged: 0 });
    expect(await idsOf()).toEqual(records);
    expect((await organizations()).filter(name => name === 'Acme (sandbox)')).toHaveLength(1);
  });

  it('ends the grant when the person withdraws it there', async () => {
    const { accounts } = await stage.seen(google);
    const wish = { lever: 'revoke', accountId: accounts[0]?.id };
    expect(await stage.pull(google, wish)).toEqual({ affected: 1 });
    expect((await sync.run()).status).not.toBe('succeeded');
    const ended = await until(connection, ({ status }) => status !== 'active');
    expect(ended.status).toBe('needs_reauth');
  });
});
