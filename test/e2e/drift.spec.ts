import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  createOrganization,
  type DavServer,
  type Drift,
  driftAudit,
  event,
  finished,
  radicaleMissing,
  type Rehearsed,
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
if (reason) console.warn(`SKIPPED: drift audits against Radicale. ${reason}`);

(reason ? describe.skip : describe)('a drift audit against a real calendar server', () => {
  let hub: TestHub;
  let server: DavServer;
  let acme: TestOrganization;
  let work: SyncedCalendar;
  let superuser: pg.Client;
  let audited: Rehearsed<Drift>;

  const recordOf = async (title: string) => {
    const found = (await work.records()).find(record => record.fields.title === title);
    if (!found) throw new Error(`No record ${title}`);
    return found;
  };
  const picture = async (): Promise<unknown> => {
    const rows = [];
    for (const table of ['record', 'record_version', 'record_feed', 'sync', 'sync_run', 'event'])
      rows.push((await superuser.query(`select t::text from ${table} t order by 1`)).rows);
    return rows;
  };
  const audit = async (body: object = {}): Promise<Drift> => {
    audited = await driftAudit(acme, work.syncId, body);
    if (!audited.result) throw new Error(`The audit ${audited.status}: ${JSON.stringify(audited.error)}`);
    return audited.result;
  };

  beforeAll(async () => {
    [hub, server] = await Promise.all([startTestHub(), startRadicale()]);
    superuser = new pg.Client(hub.database.superuser);
    await superuser.connect();
    acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
    work = await syncCalendar(acme, server);
    for (let n = 0; n < 8; n += 1) await work.program.put(`n${n}.ics`, event(`n${n}`, `Number ${n}`));
    expect(await work.run()).toMatchObject({ status: 'succeeded', counts: { pulledCreated: 8 } });
  });
  afterAll(async () => {
    await superuser.end();
    await hub.stop();
    await server.stop();
  });

  it('gives 100 when both sides agree', async () => {
    expect(await audit()).toMatchObject({ score: 100, compared: 8, agreeing: 8, share: 1 });
  });

  it('finds what a cursor and a version hide, writes nothing, and shows both values', async () => {
    // A record that went wrong here, under the very version that the provider has.
    const wrong = await recordOf('Number 1');
    const title = `jsonb_set(fields, '{title}', '"Wrong"')`;
    await superuser.query(`update record set fields = ${title}, base = ${title} where id = $1`, [wrong.id]);
    // One that was lost here, and one whose deletion there was never told.
    await superuser.query(`delete from record where id = $1`, [(await recordOf('Number 2')).id]);
    await work.program.delete('n3.ics');
    const before = await picture();
    const drift = await audit();
    expect(await picture()).toEqual(before);
    expect(drift).toMatchObject({
      score: 62.5,
      compared: 8,
      agreeing: 5,
      fields: { title: 1 },
      missingHere: { count: 1, samples: [{ recordId: null, label: 'Number 2' }] },
      missingThere: { count: 1, samples: [{ label: 'Number 3' }] },
      waiting: { push: 0, decision: 0, deletion: 0 },
    });
    expect(drift.differing.samples).toEqual([
      expect.objectContaining({
        recordId: wrong.id,
        fields: { title: { local: 'Wrong', remote: 'Number 1' } },
      }),
    ]);
  });

  it('counts apart what waits to be pushed', async () => {
    await superuser.query(`update connection set status = 'needs_reauth'`);
    const { id } = await recordOf('Number 4');
    await acme.owner.ok('PATCH', acme.at(`/records/${id}`), { fields: { title: 'Edited here' } });
    // The run that the edit asks for, a moment after its answer, has to be over before it could succeed.
    await until(
      () => acme.owner.get<{ data: Run[] }>(acme.at(`/syncs/${work.syncId}/runs`)),
      ({ data }) => data.some(({ status }) => status === 'failed'),
    );
    await superuser.query(`update connection set status = 'active'`);
    expect(await audit()).toMatchObject({ compared: 7, agreeing: 4, waiting: { push: 1 } });
  });

  it('looks at a random sample of both sides when asked to', async () => {
    const drift = await audit({ sample: 3 });
    expect(drift.share).toBeCloseTo(3 / 7, 5);
    expect(drift.compared).toBeLessThanOrEqual(7);
    expect(
      await acme.owner.send('POST', acme.at(`/syncs/${work.syncId}/drift-audits`), { sample: 0 }),
    ).toMatchObject({
      status: 422,
    });
  });

  it('is repaired by a full run that trusts nothing it found to differ', async () => {
    await audit();
    const run = await acme.owner.post<Run>(acme.at(`/drift-audits/${audited.id}/repair`));
    expect(await finished(acme.owner, acme.at(`/syncs/${work.syncId}/runs/${run.id}`))).toMatchObject({
      status: 'succeeded',
      counts: { pulledCreated: 1, pulledUpdated: 1, pulledDeleted: 1, pushedUpdated: 1 },
    });
    expect(await audit()).toMatchObject({ score: 100, compared: 7, agreeing: 7 });
    expect((await recordOf('Number 1')).fields.title).toBe('Number 1');
  });

  it('is listed by its sync and audited', async () => {
    const listed = await acme.owner.get<{ data: Rehearsed<Drift>[] }>(
      acme.at(`/syncs/${work.syncId}/drift-audits`),
    );
    expect(listed.data).toHaveLength(6);
    expect(listed.data[0]?.id).toBe(audited.id);
    const trail = await acme.owner.get<{ data: { action: string }[] }>(acme.at('/audit?limit=200'));
    const actions = trail.data.map(entry => entry.action);
    for (const action of ['requested', 'succeeded', 'repair_requested'])
      expect(actions).toContain(`drift_audit.${action}`);
  });
});
