import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  createOrganization,
  type DavServer,
  event,
  radicaleMissing,
  startRadicale,
  startTestHub,
  syncCalendar,
  type TestHub,
} from '#support';

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: first statistics with Radicale. ${reason}`);

(reason ? describe.skip : describe)('a first sync', () => {
  let hub: TestHub;
  let server: DavServer;
  let superuser: pg.Client;

  beforeAll(async () => {
    [hub, server] = await Promise.all([startTestHub(), startRadicale()]);
    superuser = new pg.Client(hub.database.superuser);
    await superuser.connect();
  });
  afterAll(async () => {
    await superuser.end();
    await hub.stop();
    await server.stop();
  });

  it('has PostgreSQL look at the records as soon as there are any', async () => {
    const looks = async (): Promise<string | undefined> => {
      const sql = `select analyze_count::text as n from pg_stat_user_tables where relname = 'record'`;
      return (await superuser.query<{ n: string }>(sql)).rows[0]?.n;
    };
    const acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
    const work = await syncCalendar(acme, server);
    await work.run();
    expect(await looks()).toBe('0');
    await work.program.put('one.ics', event('one', 'One'));
    await work.run();
    await work.program.put('two.ics', event('two', 'Two'));
    await work.run();
    expect(await looks()).toBe('1');
  });
});
