import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CalendarProgram,
  type DavServer,
  event,
  radicaleMissing,
  startRadicale,
  startTestHub,
  type TestHub,
  until,
} from '#support';
import { type Client, createClient, type Schemas } from '../../src/client/index.js';

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: the generated client against Radicale. ${reason}`);

/** What the compiler knows of an answer, once it was a success. */
const data = <T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T => {
  if (data === undefined) throw new Error(`${response.status} ${JSON.stringify(error)}`);
  return data;
};

(reason ? describe.skip : describe)('the client generated from the OpenAPI document', () => {
  let hub: TestHub;
  let server: DavServer;
  let program: CalendarProgram;
  let owner: Client;
  let organizationId: string;

  beforeAll(async () => {
    [hub, server] = await Promise.all([startTestHub(), startRadicale()]);
    program = new CalendarProgram(server, await server.createCalendar('work'));
    await program.put('one.ics', event('one', 'Stand-up'));
    const operator = createClient({ baseUrl: hub.url, key: hub.operatorKey });
    const body = { name: 'Acme', owner: { name: 'Olga', email: 'olga@acme.example' } };
    const made = data(await operator.POST('/admin/v1/organizations', { body }));
    organizationId = made.organization.id;
    owner = createClient({ baseUrl: hub.url, key: made.apiKey.key });
  });
  afterAll(async () => {
    await hub.stop();
    await server.stop();
  });

  const connect = async (): Promise<Schemas['Connection']> => {
    const path = { organizationId };
    const integrations = '/v1/organizations/{organizationId}/integrations';
    const { id } = data(await owner.POST(integrations, { params: { path }, body: { provider: 'caldav' } }));
    const credentials = { serverUrl: server.url, username: server.username, password: server.password };
    const connections = '/v1/organizations/{organizationId}/connections';
    return data(
      await owner.POST(connections, { params: { path }, body: { integrationId: id, credentials } }),
    );
  };

  const makeSync = async (connectionId: string): Promise<Schemas['Sync']> => {
    const path = { organizationId };
    const containers = '/v1/organizations/{organizationId}/connections/{id}/containers';
    const found = data(await owner.GET(containers, { params: { path: { ...path, id: connectionId } } }));
    const subject = { type: 'end_user', id: 'ada' } as const;
    const consent = data(
      await owner.POST('/v1/organizations/{organizationId}/consents', {
        params: { path },
        body: { subject, purpose: 'calendar_sync', noticeVersion: '2026-11' },
      }),
    );
    const body = { connectionId, consentId: consent.id, containerId: found.data[0]!.id };
    return data(await owner.POST('/v1/organizations/{organizationId}/syncs', { params: { path }, body }));
  };

  it('does the main job: connect, sync, read, change', async () => {
    const connection = await connect();
    expect(connection.status).toBe('active');
    const sync = await makeSync(connection.id);
    expect(sync.direction).toBe('two_way');

    const records = '/v1/organizations/{organizationId}/records';
    const params = { path: { organizationId }, query: { syncId: sync.id } };
    const feed = await until(
      async () => data(await owner.GET(records, { params })),
      page => page.data.length > 0,
    );
    const [record] = feed.data;
    expect(record?.fields).toMatchObject({ title: 'Stand-up' });

    const one = { params: { path: { organizationId, id: record!.id } } };
    const change = { ...one, body: { fields: { title: 'Daily' } } };
    data(await owner.PATCH('/v1/organizations/{organizationId}/records/{id}', change));
    await until(
      async () => data(await owner.GET('/v1/organizations/{organizationId}/records/{id}', one)).state,
      state => state === 'clean',
    );
    expect(await program.read('one.ics')).toContain('SUMMARY:Daily');
  });

  it('hands a problem over with its stable code', async () => {
    const path = { organizationId, id: '00000000-0000-7000-8000-000000000000' };
    const {
      data: nothing,
      error,
      response,
    } = await owner.GET('/v1/organizations/{organizationId}/syncs/{id}', {
      params: { path },
    });
    expect(nothing).toBeUndefined();
    expect(response.status).toBe(404);
    const problem: Schemas['Problem'] | undefined = error;
    expect(problem?.code).toBe('not_found');
  });

  it('refuses, when compiled, a path and a body that the API does not have', () => {
    const params = { path: { organizationId } };
    const body = { connectionId: organizationId };
    const wrong = [
      // @ts-expect-error there is no such path
      () => owner.GET('/v1/nothing', {}),
      // @ts-expect-error a sync needs a consent and a container
      () => owner.POST('/v1/organizations/{organizationId}/syncs', { params, body }),
    ];
    expect(wrong).toHaveLength(2);
  });
});
