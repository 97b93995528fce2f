import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  createOrganization,
  createTestDatabase,
  type DavServer,
  fillCalendar,
  type ProcessHub,
  radicaleMissing,
  startHubProcess,
  startRadicale,
  syncCalendar,
  type SyncedCalendar,
  type TestDatabase,
  type TestOrganization,
  until,
} from '#support';

interface UndoView {
  id: string;
  status: string;
  progress: { done: number; expected: number };
  counts: { undone: number; refused: number };
}

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: kill -9 in the middle of an undo. ${reason}`);

const events = process.env['LONG'] ? 10_000 : 800;

(reason ? describe.skip : describe)('a hub killed in the middle of an undo', () => {
  let database: TestDatabase;
  let hub: ProcessHub;
  let server: DavServer;
  let acme: TestOrganization;
  let calendar: SyncedCalendar;

  const query = async <T extends object>(sql: string): Promise<T[]> => {
    const client = new pg.Client(database.superuser);
    await client.connect();
    const { rows } = await client.query<T>(sql);
    await client.end();
    return rows;
  };

  beforeAll(async () => {
    [database, server] = await Promise.all([createTestDatabase(), startRadicale()]);
    hub = await startHubProcess({ database });
    acme = await createOrganization(hub.url, hub.operatorKey);
    calendar = await syncCalendar(acme, server);
    await fillCalendar(server, calendar.program.calendar, events);
  }, 240_000);
  afterAll(async () => {
    await hub.stop();
    await Promise.all([server.stop(), database.drop()]);
  });

  it('goes on where it was, twice, and does nothing twice', async () => {
    const started = await acme.owner.post<{ id: string }>(acme.at(`/syncs/${calendar.syncId}/runs`), {});
    const runPath = acme.at(`/syncs/${calendar.syncId}/runs/${started.id}`);
    await until(
      () => acme.owner.get<{ status: string }>(runPath),
      run => run.status === 'succeeded',
      240_000,
    );
    const asked = await acme.owner.post<UndoView>(`${runPath}/undo`, {});
    const look = () => acme.owner.get<UndoView>(acme.at(`/undos/${asked.id}`));
    let killedAt = 0;
    for (let kill = 1; kill <= 2; kill += 1) {
      const seen = await until(look, undo => undo.progress.done > killedAt + events / 10, 120_000);
      await hub.kill('SIGKILL');
      expect(seen.progress.done).toBeLessThan(events);
      killedAt = seen.progress.done;
      await hub.start();
      expect((await look()).progress.done).toBeGreaterThanOrEqual(killedAt);
    }
    const ended = await until(look, undo => undo.status === 'succeeded', 240_000);
    expect(ended).toMatchObject({ progress: { done: events, expected: events }, counts: { undone: events } });
    expect(await query(`select count(*)::int as living from record where not deleted`)).toEqual([
      { living: 0 },
    ]);
    const twice = `select record_id from record_version where cause = 'undo' group by 1 having count(*) > 1`;
    expect(await query(twice)).toEqual([]);
    expect(await query(`select count(*)::int as told from event where type = 'undo.completed'`)).toEqual([
      { told: 1 },
    ]);
  }, 600_000);
});
