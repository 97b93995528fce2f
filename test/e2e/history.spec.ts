import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createOrganization,
  type DavServer,
  event,
  radicaleMissing,
  startRadicale,
  startTestHub,
  type SyncedCalendar,
  syncCalendar,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';

interface Version {
  revision: number;
  current: boolean;
  deleted: boolean;
  fields: Record<string, unknown>;
  changes: { field: string; before: unknown; after: unknown }[];
  cause: { code: string; words: string };
  actor: { kind: string; id: string } | null;
  lineage: Record<string, unknown>;
  superseded: Record<string, unknown>[];
  pushes: { kind: string; outcome: string; changed: string[]; runId: string; error: unknown }[];
}
interface Versions {
  data: Version[];
  nextCursor: string | null;
}

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: history against Radicale. ${reason}`);

(reason ? describe.skip : describe)('the history of a record', () => {
  let hub: TestHub;
  let server: DavServer;
  let acme: TestOrganization;
  let work: SyncedCalendar;
  let id: string;
  let firstRun: string;

  const history = (query = ''): Promise<Versions> =>
    acme.owner.get<Versions>(acme.at(`/records/${id}/history${query}`));
  const settled = () =>
    until(
      () => acme.owner.get<{ state: string }>(acme.at(`/records/${id}`)),
      record => record.state === 'clean',
    );

  beforeAll(async () => {
    [hub, server] = await Promise.all([startTestHub(), startRadicale()]);
    acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
    work = await syncCalendar(acme, server, { policy: 'source' });
    await work.program.put('one.ics', event('one', 'Stand-up', ['LOCATION:Room 1']));
    firstRun = (await work.run()).id;
    id = (await work.records())[0]!.id;
  });
  afterAll(async () => {
    await hub.stop();
    await server.stop();
  });

  it('begins with the run and the page that brought it', async () => {
    const { data, nextCursor } = await history();
    expect(nextCursor).toBeNull();
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      revision: 1,
      current: true,
      cause: { code: 'create', words: 'Found at the provider.' },
      actor: { kind: 'system', id: 'syncs.run' },
      lineage: { runId: firstRun, trigger: 'manual', receiptId: null, mappingVersion: null, undoId: null },
    });
    expect(data[0]?.lineage['cursor']).toMatch(/^[0-9a-f]{16}$/);
    expect(data[0]?.changes).toContainEqual({ field: 'title', before: null, after: 'Stand-up' });
  });

  it('tells a person’s change from the provider’s, and what was sent', async () => {
    await acme.owner.ok('PATCH', acme.at(`/records/${id}`), { fields: { title: 'Daily' } });
    await settled();
    const ics = await work.program.read('one.ics');
    await work.program.put('one.ics', ics.replace('LOCATION:Room 1', 'LOCATION:Room 2'));
    const run = await work.run();
    const { data } = await history();
    expect(data[0]).toMatchObject({
      cause: { code: 'apply', words: 'Changed at the provider.' },
      changes: [{ field: 'location', before: 'Room 1', after: 'Room 2' }],
      lineage: { runId: run.id },
    });
    const mine = data.find(version => version.changes[0]?.field === 'title' && version.revision > 1);
    expect(mine).toMatchObject({
      cause: { words: 'Changed here.' },
      actor: { kind: 'api_key' },
      changes: [{ field: 'title', before: 'Stand-up', after: 'Daily' }],
      lineage: { runId: null },
      pushes: [{ kind: 'update', outcome: 'applied', changed: ['title'], error: null }],
    });
  });

  it('names what a policy decided against', async () => {
    const ics = await work.program.read('one.ics');
    await work.program.put('one.ics', ics.replace('SUMMARY:Daily', 'SUMMARY:Theirs'));
    await acme.owner.ok('PATCH', acme.at(`/records/${id}`), { fields: { title: 'Ours' } });
    await until(
      () => acme.owner.get<{ fields: { title: string } }>(acme.at(`/records/${id}`)),
      record => record.fields.title === 'Theirs',
    );
    const { data } = await history();
    expect(data.flatMap(version => version.superseded)).toContainEqual(
      expect.objectContaining({ field: 'title', winner: 'remote', by: 'source', local: 'Ours' }),
    );
  });

  it('is read page by page without a gap', async () => {
    const whole = await history();
    const seen: Version[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Versions = await history(`?limit=1${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.data);
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(whole.data);
    expect(seen.map(version => version.revision)).toEqual(
      Array.from({ length: seen.length }, (_, index) => seen.length - index),
    );
  });

  it('says of every field who gave it its value', async () => {
    const record = await acme.owner.get<{ origins: Record<string, { kind: string; runId: string | null }> }>(
      acme.at(`/records/${id}?include=origins`),
    );
    expect(record.origins['title']).toMatchObject({ kind: 'provider' });
    expect(record.origins['location']).toMatchObject({ kind: 'provider' });
    expect(record.origins['start']).toMatchObject({ kind: 'provider', runId: firstRun, revision: 1 });
    await acme.owner.ok('PATCH', acme.at(`/records/${id}`), { fields: { location: 'Here' } });
    const edited = await acme.owner.get<{ origins: Record<string, object> }>(
      acme.at(`/records/${id}?include=origins`),
    );
    expect(edited.origins['location']).toMatchObject({
      kind: 'person',
      actor: { kind: 'api_key' },
      runId: null,
    });
  });

  it('keeps what a person created and deleted, up to the tombstone', async () => {
    await settled();
    await acme.owner.ok('DELETE', acme.at(`/records/${id}`));
    await until(
      () => work.program.names(),
      names => names.length === 0,
    );
    await settled();
    const { data } = await history();
    expect(data[0]).toMatchObject({ current: true, deleted: true });
    expect(data.flatMap(version => version.pushes)).toContainEqual(
      expect.objectContaining({ kind: 'delete', outcome: 'applied' }),
    );
  });
});
