import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { RehearsalQueue } from '../../src/modules/rehearsals/rehearsal-queue.js';
import {
  createOrganization,
  type DavServer,
  type DryRun,
  dryRun,
  event,
  radicaleMissing,
  type Rehearsed,
  startRadicale,
  startTestHub,
  type SyncedCalendar,
  syncCalendar,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: dry runs against Radicale. ${reason}`);

/** Everything that a run could leave a mark in. */
const marked = [
  ...['record', 'record_version', 'record_conflict', 'record_feed', 'record_push'],
  ...['sync', 'sync_run', 'deletion_notice', 'event', 'event_feed', 'delivery'],
];

(reason ? describe.skip : describe)('a dry run against a real calendar server', () => {
  let hub: TestHub;
  let server: DavServer;
  let acme: TestOrganization;
  let work: SyncedCalendar;
  let superuser: pg.Client;

  beforeAll(async () => {
    [hub, server] = await Promise.all([startTestHub(), startRadicale()]);
    superuser = new pg.Client(hub.database.superuser);
    await superuser.connect();
    acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
    work = await syncCalendar(acme, server);
  });
  afterAll(async () => {
    await superuser.end();
    await hub.stop();
    await server.stop();
  });

  const picture = async (): Promise<unknown> => {
    const rows = [];
    for (const table of marked)
      rows.push((await superuser.query(`select t::text from ${table} t order by 1`)).rows);
    const files = [];
    for (const name of (await work.program.names()).sort()) files.push([name, await work.program.read(name)]);
    return { rows, files };
  };
  const countsOf = ({ hub: here, provider }: DryRun) => ({
    hub: Object.fromEntries(Object.entries(here).map(([name, { count }]) => [name, count])),
    provider: Object.fromEntries(Object.entries(provider).map(([name, { count }]) => [name, count])),
  });
  const resultOf = ({ status, result, error }: Rehearsed<DryRun>): DryRun => {
    if (!result) throw new Error(`The dry run ${status}: ${JSON.stringify(error)}`);
    return result;
  };

  it('looks at a calendar for which there is no sync yet', async () => {
    await work.program.put('one.ics', event('one', 'Stand-up'));
    await work.program.put('two.ics', event('two', 'Review'));
    const { containerId } = await acme.owner.get<{ containerId: string }>(acme.at(`/syncs/${work.syncId}`));
    const { connectionId, consentId } = work;
    const before = await picture();
    const found = await dryRun(acme, null, { connectionId, consentId, containerId, name: 'Not yet' });
    const result = resultOf(found);
    expect(countsOf(result).hub).toEqual({ create: 2, update: 0, delete: 0, restore: 0 });
    expect(result.hub.create.samples.map(sample => sample.label).sort()).toEqual(['Review', 'Stand-up']);
    expect(result.hub.create.samples[0]?.recordId).toBeNull();
    expect(found.syncId).toBeNull();
    expect(await picture()).toEqual(before);
  });

  it('says what the run then does on either side, with samples, and leaves no mark', async () => {
    for (const name of ['three', 'four', 'five']) await work.program.put(`${name}.ics`, event(name, name));
    expect(await work.run()).toMatchObject({ status: 'succeeded', counts: { pulledCreated: 5 } });
    // Paused by the operator: what is edited here waits, so that there is something to send.
    const records = await work.records();
    const recordOf = (title: string) => records.find(record => record.fields.title === title)!;
    await superuser.query(`update connection set status = 'needs_reauth'`);
    await acme.owner.ok('PATCH', acme.at(`/records/${recordOf('Stand-up').id}`), {
      fields: { title: 'Daily' },
    });
    await acme.owner.ok('PATCH', acme.at(`/records/${recordOf('Review').id}`), { fields: { title: 'Ours' } });
    await acme.owner.ok('DELETE', acme.at(`/records/${recordOf('five').id}`));
    await until(
      () => acme.owner.get<{ activeRun: unknown }>(acme.at(`/syncs/${work.syncId}`)),
      ({ activeRun }) => activeRun === null,
    );
    await superuser.query(`update connection set status = 'active'`);
    await work.program.put('two.ics', event('two', 'Theirs'));
    await work.program.put('three.ics', event('three', 'Third'));
    await work.program.put('six.ics', event('six', 'six'));
    await work.program.delete('four.ics');

    const before = await picture();
    const dry = resultOf(await dryRun(acme, work.syncId));
    expect(await picture()).toEqual(before);
    expect(countsOf(dry)).toEqual({
      hub: { create: 1, update: 1, delete: 1, restore: 0 },
      provider: { create: 0, update: 1, delete: 1 },
    });
    expect(dry.hub.update.samples).toEqual([
      expect.objectContaining({ label: 'Third', fields: { title: { before: 'three', after: 'Third' } } }),
    ]);
    expect(dry.provider.update.samples).toEqual([
      expect.objectContaining({ label: 'Daily', fields: { title: { before: 'Stand-up', after: 'Daily' } } }),
    ]);
    expect(dry.provider.delete.samples).toEqual([expect.objectContaining({ label: 'five' })]);
    expect(dry.conflicts.opened).toEqual({
      count: 1,
      samples: [
        expect.objectContaining({ label: 'Ours', fields: { title: { local: 'Ours', remote: 'Theirs' } } }),
      ],
    });
    expect(dry.held).toEqual([]);
  });

  it('says what another policy or direction would do', async () => {
    const source = resultOf(await dryRun(acme, work.syncId, { policy: 'source' }));
    expect(source.conflicts).toMatchObject({ opened: { count: 0 }, decided: { source: 1 } });
    expect(source.conflicts.samples).toEqual([
      expect.objectContaining({ field: 'title', winner: 'remote', local: 'Ours', remote: 'Theirs' }),
    ]);
    const push = resultOf(await dryRun(acme, work.syncId, { direction: 'push' }));
    expect(countsOf(push)).toEqual({
      hub: { create: 0, update: 0, delete: 0, restore: 0 },
      provider: { create: 1, update: 3, delete: 1 },
    });
    const { policy, direction } = await acme.owner.get<{ policy: string; direction: string }>(
      acme.at(`/syncs/${work.syncId}`),
    );
    expect([policy, direction]).toEqual(['manual', 'two_way']);
    const wrong = { fieldPolicies: { colour: 'source' } };
    expect(await acme.owner.send('POST', acme.at(`/syncs/${work.syncId}/dry-runs`), wrong)).toMatchObject({
      status: 422,
    });
  });

  it('counts as the real run then counts', async () => {
    const dry = resultOf(await dryRun(acme, work.syncId));
    const real = await work.run();
    expect(real.status).toBe('succeeded');
    expect(dry.counts).toEqual(real.counts);
  });

  it('tells when the breaker would hold the run, and counts as if somebody approved', async () => {
    for (const name of await work.program.names()) await work.program.delete(name);
    const linked = (await work.records()).filter(record => !record.deleted).length;
    const before = await picture();
    const dry = resultOf(await dryRun(acme, work.syncId));
    expect(dry.held).toEqual([
      expect.objectContaining({ flow: 'incoming', reason: 'everything', deletions: linked - 1 }),
    ]);
    expect(await picture()).toEqual(before);
    const real = await work.run();
    expect(real).toMatchObject({ status: 'held', held: { deletions: linked - 1 } });
  });

  it('is followed live, listed by its sync, audited, and kept for a week', async () => {
    const { id } = await acme.owner.post<{ id: string }>(acme.at(`/syncs/${work.syncId}/dry-runs`), {});
    const response = await fetch(`${hub.url}${acme.at(`/dry-runs/${id}/events`)}`, {
      headers: { authorization: `Bearer ${acme.owner.key}` },
    });
    const text = await response.text();
    expect(text).toMatch(/^event: progress\ndata: \{/);
    expect(text).toMatch(/"status":"succeeded"/);
    expect(text).toMatch(/event: end\ndata: \{\}\n\n$/);
    const listed = await acme.owner.get<{ data: Rehearsed<DryRun>[] }>(
      acme.at(`/syncs/${work.syncId}/dry-runs`),
    );
    expect(listed.data[0]?.id).toBe(id);
    expect(Date.parse(listed.data[0]!.expiresAt) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    const trail = await acme.owner.get<{ data: { action: string }[] }>(acme.at('/audit?limit=200'));
    const actions = trail.data.map(entry => entry.action);
    expect(actions).toEqual(expect.arrayContaining(['dry_run.requested', 'dry_run.succeeded']));
  });

  it('begins anew when its process died, and can be cancelled while it waits', async () => {
    const rehearsal = async (lease: string) => {
      const { id } = await acme.owner.post<{ id: string }>(acme.at(`/syncs/${work.syncId}/dry-runs`), {});
      const path = acme.at(`/dry-runs/${id}`);
      await until(
        () => acme.owner.get<Rehearsed<DryRun>>(path),
        ({ status }) => status === 'succeeded',
      );
      // As a process leaves it that was killed.
      await superuser.query(
        `update rehearsal set status = 'running', result = null, finished_at = null, lease_until = ${lease} where id = $1`,
        [id],
      );
      return path;
    };
    const dead = await rehearsal(`now() - interval '1 s'`);
    await until(
      () => acme.owner.get<Rehearsed<DryRun>>(dead),
      ({ status, result }) => status === 'succeeded' && result !== null,
    );
    const waiting = await rehearsal(`now() + interval '1 h'`);
    const busy = await acme.owner.send('POST', acme.at(`/syncs/${work.syncId}/dry-runs`), {});
    expect(busy).toMatchObject({ status: 409, body: { code: 'rehearsal_active' } });
    await superuser.query(
      `update rehearsal set status = 'queued', resume_at = now() + interval '1 h' where status = 'running'`,
    );
    expect(await acme.owner.post(`${waiting}/cancel`)).toMatchObject({ status: 'cancelled' });
    expect(await acme.owner.send('POST', `${waiting}/cancel`)).toMatchObject({ status: 409 });
  });

  it('is given up when no process survives it', async () => {
    const listed = await acme.owner.get<{ data: { id: string }[] }>(
      acme.at(`/syncs/${work.syncId}/dry-runs`),
    );
    const id = listed.data[0]!.id;
    await superuser.query(
      `update rehearsal set status = 'running', control = 'run', attempts = 6, resume_at = null,
         lease_until = now() - interval '1 s' where id = $1`,
      [id],
    );
    const found = await until(
      () => acme.owner.get<Rehearsed<DryRun>>(acme.at(`/dry-runs/${id}`)),
      ({ status }) => status === 'failed',
    );
    expect(found.error?.code).toBe('interrupted');
  });

  it('is forgotten after a week', async () => {
    const path = acme.at(`/syncs/${work.syncId}/dry-runs`);
    const before = await acme.owner.get<{ data: { id: string }[] }>(path);
    const old = before.data[0]!.id;
    await superuser.query(`update rehearsal set expires_at = now() - interval '1 s' where id = $1`, [old]);
    await hub.hub.app.get(RehearsalQueue, { strict: false }).forget();
    const after = await acme.owner.get<{ data: { id: string }[] }>(path);
    expect(after.data).toEqual(before.data.slice(1));
    expect(await acme.owner.send('GET', acme.at(`/dry-runs/${old}`))).toMatchObject({ status: 404 });
  });

  it('is refused without the consent', async () => {
    await acme.owner.post(acme.at(`/consents/${work.consentId}/withdraw`));
    const refused = await acme.owner.send('POST', acme.at(`/syncs/${work.syncId}/dry-runs`), {});
    expect(refused).toMatchObject({ status: 409, body: { code: 'consent_withdrawn' } });
  });
});
