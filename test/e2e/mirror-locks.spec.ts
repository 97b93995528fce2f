import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  agreeOnScreen,
  at,
  connectByPages,
  type GoogleStage,
  startGoogleStage,
  syncCalendarByConsent,
  teamCalendar,
  type TestOrganization,
  until,
} from '#support';

let stage: GoogleStage;
let acme: TestOrganization;
let superuser: pg.Client;
let mirrorId: string;
let left: string;

beforeAll(async () => {
  stage = await startGoogleStage();
  acme = stage.organization;
  superuser = new pg.Client(stage.hub.database.superuser);
  await superuser.connect();
  await stage.program.insert(at('2027-03-01', 9, 'Planning'));
  const session = await connectByPages(acme, stage.integrationId, agreeOnScreen);
  const syncs = [];
  for (const calendar of [teamCalendar, 'ada@example.com'])
    syncs.push(await syncCalendarByConsent(acme, session, calendar, {}));
  for (const sync of syncs) await sync.run();
  const [a, b] = syncs.map(({ syncId }) => syncId);
  left = a ?? '';
  mirrorId = (await acme.owner.post<{ id: string }>(acme.at('/mirrors'), { syncAId: a, syncBId: b })).id;
  await until(
    () => acme.owner.get<{ phase: string }>(acme.at(`/mirrors/${mirrorId}`)),
    ({ phase }) => phase === 'live',
  );
});
afterAll(async () => {
  await superuser.end();
  await stage.stop();
});

const waitsForUs = `select 1 from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`;

/** As a run does that settles: it holds its sync, and then waits for whoever writes the audit. */
const whileARunSettles = async <T>(work: () => Promise<T>): Promise<T> => {
  await superuser.query('begin');
  await superuser.query('select 1 from sync where id = $1 for update', [left]);
  let answered = false;
  const working = work().finally(() => (answered = true));
  await until(
    async () => answered || (await superuser.query(waitsForUs)).rowCount !== 0,
    isSettled => isSettled,
  );
  await superuser.query('select 1 from audit_head where organization_id = $1 for update', [acme.id]);
  await superuser.query('rollback');
  return working;
};
const ask =
  (verb: string, body: object = {}) =>
  () =>
    acme.owner.send('POST', acme.at(`/mirrors/${mirrorId}/${verb}`), body);

describe('a request about a mirror, while a run of its sync settles', () => {
  it.each(['pause', 'resume'])('does not wait crosswise: %s', async verb => {
    expect(await whileARunSettles(ask(verb))).toMatchObject({ status: 200 });
  });

  it('does not wait crosswise: other settings', async () => {
    const change = () => acme.owner.send('PATCH', acme.at(`/mirrors/${mirrorId}`), { policy: 'b' });
    expect(await whileARunSettles(change)).toMatchObject({ status: 200, body: { policy: 'b' } });
  });
});
