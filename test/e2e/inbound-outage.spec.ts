import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createOrganization, startTestHub, type TestHub, type TestOrganization, until } from '#support';
import { deskSecret, type ReceiptAnswer } from '../support/inbound-stage.js';
import { connectVendor, deliver, VendorState, webhookVendors } from '../support/inbound-vendor.js';

let hub: TestHub;
let acme: TestOrganization;
let server: pg.Client;

const payload = { id: 'outage', team: 'team-1', type: 'changed', container: 'one' };
const post = () => deliver(`${hub.url}/hooks/desk`, deskSecret, payload);

beforeAll(async () => {
  const state = new VendorState();
  state.secrets = [{ organizationId: null, integrationId: null, secrets: [deskSecret] }];
  hub = await startTestHub({ CAUSEWAY_ROLE: 'api' }, { extraModules: [webhookVendors(state)] });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  await connectVendor(acme, 'desk', 'team-1');
  server = new pg.Client({ ...hub.database.superuser, database: 'postgres' });
  await server.connect();
});
afterAll(async () => {
  await server.end();
  await hub.stop();
});

describe('with the database away', () => {
  it('a delivery is answered 503 with Retry-After, and taken when it comes again', async () => {
    const { name } = hub.database;
    await server.query(`alter database ${name} with allow_connections false`);
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    const answer = await post();
    await server.query(`alter database ${name} with allow_connections true`);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({ code: 'unavailable' });
    await until(post, ({ status }) => status === 200);
    const { data } = await acme.owner.get<{ data: ReceiptAnswer[] }>(acme.at('/receipts'));
    expect(data).toMatchObject([{ deliveryId: 'outage', status: 'stored' }]);
  });
});
