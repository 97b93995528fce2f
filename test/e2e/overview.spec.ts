import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Overview } from '../../src/modules/overview/overview.dto.js';
import type { AdminOverview } from '../../src/modules/overview/admin-overview.dto.js';
import { Caller, createOrganization, type ShelfStage, startShelfStage, until } from '#support';

let stage: ShelfStage;
let database: pg.Client;
let sync: string;
beforeAll(async () => {
  stage = await startShelfStage(['20x20', '30x20']);
  database = new pg.Client(stage.hub.database.superuser);
  await database.connect();
  sync = await stage.sync('20x20');
  await stage.ended(await stage.begin(sync));
}, 60_000);
afterAll(async () => {
  await database.end();
  await stage.stop();
});

const look = (query = ''): Promise<Overview> => stage.acme.owner.get(stage.acme.at(`/overview${query}`));
const kinds = ({ attention }: Overview): string[] => attention.map(({ kind }) => kind);
const find = ({ attention }: Overview, kind: string) => attention.find(item => item.kind === kind);
const member = async (role: string): Promise<Caller> => {
  const made = await stage.acme.owner.post<{ key: string }>(stage.acme.at('/keys'), { name: role, role });
  return stage.acme.owner.as(made.key);
};

describe('the overview of an organization', () => {
  it('says how much there is and how the day went', async () => {
    expect(await look()).toMatchObject({
      connections: { active: 1, needsReauth: 0, disconnected: 0, failing: 0 },
      runs: { succeeded: 1, failed: 0, running: 0, held: 0 },
      records: [{ model: 'calendar_event', count: 20 }],
      openConflicts: 0,
      intake: { received: 0, failed: 0, latencyMs: { p50: null, p95: null } },
      deliveries: { delivered: 0, failed: 0, latencyMs: { p50: null, p95: null } },
      attention: [],
      hasMore: false,
    });
  });

  it('counts records anew when one is written', async () => {
    const { data } = await stage.acme.owner.get<{ data: { id: string }[] }>(
      stage.acme.at('/records?limit=1'),
    );
    await stage.acme.owner.ok('DELETE', stage.acme.at(`/records/${data[0]?.id}`));
    expect((await look()).records).toEqual([{ model: 'calendar_event', count: 19 }]);
  });

  it('counts from where the day of the viewer begins', async () => {
    expect((await look(`?since=${new Date().toISOString()}`)).runs.succeeded).toBe(0);
    const old = await stage.acme.owner.send('GET', stage.acme.at('/overview?since=2020-01-01T00:00:00Z'));
    expect(old.status).toBe(422);
  });

  it('names what needs somebody, with ids and what helps, what stands still first', async () => {
    const { connectionId, consentId } = await stage.acme.owner.get<{
      connectionId: string;
      consentId: string;
    }>(sync);
    // The deletion above is pushed; a run that works clears the error.
    await until(look, ({ runs }) => runs.running + runs.queued === 0 && runs.succeeded === 2);
    await database.query(
      `update connection set last_error_code = 'provider_permanent', last_error_detail = 'It said no.',
       last_error_at = now() where id = $1`,
      [connectionId],
    );
    await stage.acme.owner.post(stage.acme.at(`/consents/${consentId}/withdraw`));
    const overview = await look();
    expect(find(overview, 'consent_ended')).toMatchObject({
      level: 'stopped',
      text: 'The consent of ada to calendar sync was withdrawn, so “20x20” stands still.',
      syncId: sync.split('/').at(-1),
      consentId,
    });
    expect(find(overview, 'connection_failing')).toMatchObject({
      level: 'warning',
      connectionId,
      nextStep: expect.stringContaining('check the connection again'),
      text: expect.stringContaining('It said no.'),
    });
    expect(kinds(overview).indexOf('consent_ended')).toBeLessThan(
      kinds(overview).indexOf('connection_failing'),
    );
  });

  it('names runs that failed or are held, until a later one worked', async () => {
    const changeLast = (changes: string) =>
      database.query(
        `update sync_run set ${changes} where id = (select id from sync_run order by id desc limit 1)`,
      );
    await until(look, ({ runs }) => runs.running + runs.queued === 0);
    await changeLast(`status = 'failed', error_detail = 'It said no.'`);
    const failed = await look();
    expect(find(failed, 'run_failed')?.text).toBe('The last run of “20x20” failed: It said no.');
    await changeLast(`status = 'held', held = '{"deletions":12,"total":20,"flow":"incoming"}'`);
    const held = await look();
    expect(find(held, 'run_held')?.text).toBe(
      'A run of “20x20” waits for a decision about 12 deletions of 20 records in the hub.',
    );
    expect(held.runs.held).toBe(1);
  });

  it('tells of refused attempts those who may read the trail, and nobody else', async () => {
    const [plain, auditor] = [await member('member'), await member('auditor')];
    expect((await plain.send('POST', stage.acme.at('/endpoints'), { url: 'https://x.example' })).status).toBe(
      403,
    );
    const seen = (caller: Caller) => caller.get<Overview>(stage.acme.at('/overview'));
    expect(find(await seen(auditor), 'security_access_refused')).toMatchObject({ count: 1, level: 'notice' });
    expect(find(await seen(plain), 'security_access_refused')).toBeUndefined();
  });

  it('holds nothing of another organization', async () => {
    const other = await createOrganization(stage.hub.url, stage.hub.operatorKey, 'Other');
    expect(await other.owner.get(other.at('/overview'))).toMatchObject({
      connections: { active: 0 },
      runs: { succeeded: 0, held: 0 },
      records: [],
      attention: [],
    });
  });
});

describe('the overview of the installation', () => {
  it('says how all of it does, and names nobody', async () => {
    const operator = new Caller(stage.hub.url, stage.hub.operatorKey);
    const overview = await operator.get<AdminOverview>('/admin/v1/overview');
    expect(overview).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      process: { role: 'all' },
      organizations: { active: 2, suspended: 0 },
      connections: { active: 1 },
      runs: { held: 1 },
      queues: { paused: 0 },
    });
    expect(overview.database.sizeBytes).toBeGreaterThan(1_000_000);
    expect(JSON.stringify(overview)).not.toMatch(/ada|20x20|Acme/);
  });

  it('names pauses and suspended organizations', async () => {
    const operator = new Caller(stage.hub.url, stage.hub.operatorKey);
    await operator.post('/admin/v1/queues/pauses', { kind: 'provider', key: 'shelf' });
    await operator.ok('PATCH', `/admin/v1/organizations/${stage.acme.id}`, { status: 'suspended' });
    const { attention } = await operator.get<AdminOverview>('/admin/v1/overview');
    expect(attention.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['queue_paused', 'organizations_suspended']),
    );
  });
});
