import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OrganizationScope } from '#database';
import { RunQueue } from '../../src/modules/syncs/run-queue.js';
import { Runs } from '../../src/modules/syncs/runs.service.js';
import {
  Caller,
  createOrganization,
  type DavServer,
  event,
  finished,
  radicaleMissing,
  type Run,
  startRadicale,
  startTestHub,
  type SyncedCalendar,
  syncCalendar,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: the main job against Radicale. ${reason}`);

(reason ? describe.skip : describe)('the main job against a real calendar server', () => {
  let hub: TestHub;
  let server: DavServer;
  let acme: TestOrganization;
  let other: TestOrganization;
  let work: SyncedCalendar;

  const recordOf = async (title: string) => {
    const found = (await work.records()).find(record => record.fields.title === title && !record.deleted);
    if (!found) throw new Error(`No record ${title}`);
    return found;
  };
  const settled = (id: string) =>
    until(
      () => acme.owner.get<{ state: string; fields: { title: string } }>(acme.at(`/records/${id}`)),
      record => record.state === 'clean',
    );

  beforeAll(async () => {
    [hub, server] = await Promise.all([startTestHub(), startRadicale()]);
    acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
    other = await createOrganization(hub.url, hub.operatorKey, 'Other');
    work = await syncCalendar(acme, server);
  });
  afterAll(async () => {
    await hub.stop();
    await server.stop();
  });

  it('reads the calendar into records', async () => {
    await work.program.put('one.ics', event('one', 'Stand-up', ['LOCATION:Room 1', 'X-KEEP:me']));
    await work.program.put('two.ics', event('two', 'Größe 😀'));
    await work.program.put('three.ics', event('three', 'Yearly', ['RRULE:FREQ=YEARLY']));
    const run = await work.run();
    expect(run).toMatchObject({ status: 'succeeded', counts: { pulledCreated: 3 } });
    const titles = (await work.records()).map(record => record.fields.title);
    expect(titles.sort()).toEqual(['Größe 😀', 'Stand-up', 'Yearly']);
  });

  it('lets a person watch a run live', async () => {
    const { id } = await acme.owner.post<{ id: string }>(acme.at(`/syncs/${work.syncId}/runs`), {});
    const response = await fetch(`${hub.url}${acme.at(`/syncs/${work.syncId}/runs/${id}/events`)}`, {
      headers: { authorization: `Bearer ${acme.owner.key}` },
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const text = await response.text();
    expect(text).toMatch(/^event: progress\ndata: \{/);
    expect(text).toMatch(/"status":"succeeded"/);
    expect(text).toMatch(/event: end\ndata: \{\}\n\n$/);
  });

  it('sends what the API changes to the calendar and keeps what it cannot express', async () => {
    const record = await recordOf('Stand-up');
    await acme.owner.ok('PATCH', acme.at(`/records/${record.id}`), { fields: { title: 'Daily' } });
    await settled(record.id);
    const ics = await work.program.read('one.ics');
    expect(ics).toContain('SUMMARY:Daily');
    expect(ics).toContain('LOCATION:Room 1');
    expect(ics).toContain('X-KEEP:me');
  });

  it('creates and deletes in the calendar what the API creates and deletes', async () => {
    const made = await acme.owner.post<{ id: string }>(acme.at('/records'), {
      syncId: work.syncId,
      fields: {
        title: 'Made here',
        start: { kind: 'time', local: '2026-03-02T09:00:00', zone: 'Europe/Berlin' },
        end: { kind: 'time', local: '2026-03-02T10:00:00', zone: 'Europe/Berlin' },
      },
    });
    await settled(made.id);
    const names = await work.program.names();
    expect(names).toHaveLength(4);
    const mine = names.find(name => !['one.ics', 'two.ics', 'three.ics'].includes(name));
    expect(await work.program.read(mine!)).toContain('SUMMARY:Made here');

    await acme.owner.ok('DELETE', acme.at(`/records/${made.id}`));
    await until(
      () => work.program.names(),
      left => left.length === 3,
    );
    // The answer is written down a moment after the calendar has changed.
    await settled(made.id);
  });

  it('shows what the calendar changed, added and deleted in the record feed', async () => {
    const feed = await acme.owner.get<{ nextCursor: string }>(acme.at('/records?limit=500'));
    await work.program.put('two.ics', event('two', 'Renamed'));
    await work.program.put('four.ics', event('four', 'Added'));
    await work.program.delete('three.ics');
    expect(await work.run()).toMatchObject({ status: 'succeeded' });
    const news = await acme.owner.get<{ data: { fields: { title: string }; deleted: boolean }[] }>(
      acme.at(`/records?cursor=${feed.nextCursor}`),
    );
    const seen = news.data.map(record => `${record.fields.title}${record.deleted ? ' (deleted)' : ''}`);
    expect(seen.sort()).toEqual(['Added', 'Renamed', 'Yearly (deleted)']);
  });

  it('keeps both when different fields change on both sides', async () => {
    const record = await recordOf('Daily');
    const ics = await work.program.read('one.ics');
    await work.program.put('one.ics', ics.replace('LOCATION:Room 1', 'LOCATION:Room 2'));
    await acme.owner.ok('PATCH', acme.at(`/records/${record.id}`), { fields: { title: 'Weekly' } });
    expect(await settled(record.id)).toMatchObject({ fields: { title: 'Weekly', location: 'Room 2' } });
    expect(await work.program.read('one.ics')).toMatch(/LOCATION:Room 2/);
    expect(await work.program.read('one.ics')).toMatch(/SUMMARY:Weekly/);
  });

  it('opens a conflict when the same field changes on both sides, and resolves it', async () => {
    const record = await recordOf('Weekly');
    const ics = await work.program.read('one.ics');
    await work.program.put('one.ics', ics.replace('SUMMARY:Weekly', 'SUMMARY:Theirs'));
    await acme.owner.ok('PATCH', acme.at(`/records/${record.id}`), { fields: { title: 'Ours' } });
    const open = await until(
      () => acme.owner.get<{ data: { id: string; fields: unknown[] }[] }>(acme.at('/conflicts')),
      page => page.data.length === 1,
    );
    expect(open.data[0]?.fields).toEqual([
      expect.objectContaining({ field: 'title', base: 'Weekly', local: 'Ours', remote: 'Theirs' }),
    ]);
    expect(await work.program.read('one.ics')).toContain('SUMMARY:Theirs');

    await acme.owner.post(acme.at(`/conflicts/${open.data[0]?.id}/resolve`), { choices: { title: 'local' } });
    await settled(record.id);
    expect(await work.program.read('one.ics')).toContain('SUMMARY:Ours');
  });

  it('deletes nothing when the calendar is emptied behind its back, and says why', async () => {
    for (const name of await work.program.names()) await work.program.delete(name);
    const run = await work.run();
    expect(run.status).toBe('held');
    expect(run.held?.explanation).toMatch(/3 of 3/);
    expect((await work.records()).filter(record => !record.deleted)).toHaveLength(3);
    const again = await acme.owner.send('POST', acme.at(`/syncs/${work.syncId}/runs`), {});
    expect(again).toMatchObject({ status: 409, body: { code: 'run_held' } });

    const path = acme.at(`/syncs/${work.syncId}/runs/${run.id}`);
    await acme.owner.post(`${path}/reject`);
    expect(await finished(acme.owner, path)).toMatchObject({ status: 'succeeded' });
    expect(await work.program.names()).toHaveLength(3);
  });

  it('does nothing for a suspended organization until it is active again', async () => {
    const operator = new Caller(hub.url, hub.operatorKey);
    const scheduled = await acme.owner.ok<{ id: string }>('PATCH', acme.at(`/syncs/${work.syncId}`), {
      autoSync: true,
      intervalSeconds: 60,
    });
    await operator.ok('PATCH', `/admin/v1/organizations/${acme.id}`, { status: 'suspended' });
    expect(await acme.owner.send('GET', acme.at('/syncs'))).toMatchObject({ status: 403 });
    const started = await hub.hub.app
      .get(OrganizationScope)
      .run(acme.id, { kind: 'system', id: 'test' }, () =>
        hub.hub.app.get(RunQueue, { strict: false }).start(scheduled.id, 'schedule'),
      );
    await until(
      () =>
        hub.hub.app
          .get(OrganizationScope)
          .run(acme.id, { kind: 'system', id: 'test' }, () =>
            hub.hub.app.get(Runs, { strict: false }).get(work.syncId, started.id),
          ),
      run => run.status === 'failed' && run.errorCode === 'organization_suspended',
    );
    await operator.ok('PATCH', `/admin/v1/organizations/${acme.id}`, { status: 'active' });
    expect(await work.run()).toMatchObject({ status: 'succeeded' });
  });

  it('refuses to run when the consent is withdrawn, and says so', async () => {
    await acme.owner.post(acme.at(`/consents/${work.consentId}/withdraw`));
    const refused = await acme.owner.send('POST', acme.at(`/syncs/${work.syncId}/runs`), {});
    const detail =
      'The consent to “Calendar sync” was withdrawn. Ask the person whose account it is: send a new connect link, or record on the page Consents (POST …/consents) what they agreed to elsewhere. Then choose the new consent in place of this one; for a sync, in its settings.';
    expect(refused).toMatchObject({ status: 409, body: { code: 'consent_withdrawn', detail } });
  });

  it('makes the credential unreadable when the account is disconnected', async () => {
    await acme.owner.ok('DELETE', acme.at(`/connections/${work.connectionId}`));
    const gone = await until(
      () =>
        acme.owner.get<{ status: string; credential: unknown; revocation: string }>(
          acme.at(`/connections/${work.connectionId}`),
        ),
      connection => connection.revocation !== 'pending',
    );
    expect(gone).toMatchObject({ status: 'disconnected', revocation: 'unsupported', credential: null });
  });

  it('has every step in the audit trail, and none of it in the other organization’s', async () => {
    const trail = await acme.owner.get<{ data: { action: string }[] }>(acme.at('/audit?limit=200'));
    const actions = new Set(trail.data.map(entry => entry.action));
    for (const action of [
      'organization.created',
      'integration.created',
      'connection.created',
      'consent.given',
      'sync.created',
      'sync_run.succeeded',
      'sync_run.held',
      'sync_run.rejected',
      'record.created',
      'record.updated',
      'record.deleted',
      'conflict.resolved',
      'consent.withdrawn',
      'sync_run.refused',
      'connection.disconnected',
      'credential.destroyed',
    ]) {
      expect(actions).toContain(action);
    }
    const theirs = await other.owner.get<{ data: { action: string }[] }>(other.at('/audit?limit=200'));
    expect(theirs.data.map(entry => entry.action)).not.toContain('sync.created');
    for (const path of [`/syncs/${work.syncId}`, `/connections/${work.connectionId}`, '/audit']) {
      expect(await other.owner.send('GET', acme.at(path))).toMatchObject({ status: 404 });
    }
    expect(await new Caller(hub.url, 'nonsense').send('GET', acme.at('/audit'))).toMatchObject({
      status: 401,
    });
  });

  it('reports every run to whoever lists them', async () => {
    const runs = await acme.owner.get<{ data: Run[] }>(acme.at(`/syncs/${work.syncId}/runs`));
    expect(runs.data.length).toBeGreaterThan(5);
  });
});
