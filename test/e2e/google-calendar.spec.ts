import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  agreeOnScreen,
  at,
  connectByPages,
  type ConnectionAnswer,
  finished,
  GoogleProgram,
  googleScopes,
  type GoogleStage,
  type CalendarSync,
  type Run,
  startGoogleStage,
  syncCalendarByConsent,
  teamCalendar,
  type TestOrganization,
  until,
} from '#support';

const team = teamCalendar;
let stage: GoogleStage;
let google: GoogleStage['google'];
let acme: TestOrganization;
let integrationId: string;
let sync: CalendarSync;
let program: GoogleProgram;

beforeAll(async () => {
  stage = await startGoogleStage();
  ({ google, organization: acme, integrationId, program } = stage);
});
afterAll(() => stage.stop());

const edit = (id: string, fields: object) => acme.owner.ok('PATCH', acme.at(`/records/${id}`), { fields });
const connection = () => acme.owner.get<ConnectionAnswer>(acme.at(`/connections/${sync.connectionId}`));

describe('Google Calendar, from the connect link to a repaired connection', () => {
  it('connects through the hub’s page and Google’s, and lists the calendars', async () => {
    const session = await connectByPages(acme, integrationId, agreeOnScreen);
    const path = acme.at(`/connections/${session.connectionId ?? ''}/containers`);
    const { data } = await acme.owner.get<{ data: object[] }>(path);
    expect(data).toEqual([
      expect.objectContaining({
        id: 'ada@example.com',
        primary: true,
        writable: true,
        timeZone: 'Europe/Berlin',
      }),
      expect.objectContaining({ id: team, name: 'Team', writable: true }),
      expect.objectContaining({ name: 'Holidays', writable: false }),
    ]);
    sync = await syncCalendarByConsent(acme, session, team);
    expect(await connection()).toMatchObject({
      status: 'active',
      account: { email: 'ada@example.com' },
      missing: [],
    });
  });

  it('does not let a sync of a read-only calendar be turned around later', async () => {
    const { connectionId } = sync;
    const { data } = await acme.owner.get<{ data: { id: string; writable: boolean }[] }>(
      acme.at(`/connections/${connectionId}/containers`),
    );
    const containerId = data.find(({ writable }) => !writable)?.id;
    const { consentId } = await acme.owner.get<{ consentId: string }>(acme.at(`/syncs/${sync.syncId}`));
    const wish = { connectionId, consentId, containerId, direction: 'pull', autoSync: false };
    const { id } = await acme.owner.post<{ id: string }>(acme.at('/syncs'), wish);
    const answer = await acme.owner.send('PATCH', acme.at(`/syncs/${id}`), { direction: 'two_way' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'container_read_only' } });
  });

  it('reads what is there, and sends what the API makes, changes and deletes', async () => {
    const kept = await program.insert(at('2027-03-01', 9, 'Planning', { location: 'Room 1' }));
    expect(await sync.run()).toMatchObject({ status: 'succeeded', counts: { pulledCreated: 1 } });
    const time = (hour: string) => ({
      kind: 'time',
      local: `2027-03-02T${hour}:00:00`,
      zone: 'Europe/Berlin',
    });
    const fields = { title: 'Made here', start: time('09'), end: time('10') };
    const made = await acme.owner.post<{ id: string }>(acme.at('/records'), { syncId: sync.syncId, fields });
    await sync.settled(made.id);
    const there = (await program.living()).find(event => event.summary === 'Made here');
    expect(there?.start).toMatchObject({ timeZone: 'Europe/Berlin' });
    await edit((await sync.record('Planning')).id, { title: 'Big planning' });
    await until(
      () => program.get(kept.id),
      event => event.summary === 'Big planning',
    );
    expect((await program.get(kept.id)).location).toBe('Room 1');
    await acme.owner.ok('DELETE', acme.at(`/records/${made.id}`));
    await until(
      () => program.living(),
      events => events.length === 1,
    );
  });

  it('keeps both when both sides change different fields', async () => {
    const { id } = await sync.record('Big planning');
    const [event] = await program.living();
    await program.patch(event?.id ?? '', { location: 'Room 2' });
    await edit(id, { title: 'Small planning' });
    await sync.run();
    expect((await sync.settled(id)).fields).toMatchObject({ title: 'Small planning', location: 'Room 2' });
    expect(await program.get(event?.id ?? '')).toMatchObject({
      summary: 'Small planning',
      location: 'Room 2',
    });
  });

  it('keeps the exceptions of a series when the series is renamed here', async () => {
    const series = await program.insert(
      at('2027-05-03', 9, 'Weekly', { recurrence: ['RRULE:FREQ=WEEKLY;COUNT=4'] }),
    );
    const [, second, third] = (await program.instances(series.id)).items;
    await program.patch(second?.id ?? '', {
      summary: 'Weekly, moved',
      start: { dateTime: '2027-05-11T15:00:00Z', timeZone: 'UTC' },
      end: { dateTime: '2027-05-11T16:00:00Z', timeZone: 'UTC' },
    });
    await program.delete(third?.id ?? '');
    expect(await sync.run()).toMatchObject({ status: 'succeeded' });
    const record = await sync.record('Weekly');
    expect((await sync.records()).filter(({ fields }) => fields.title.startsWith('Weekly'))).toHaveLength(1);
    await edit(record.id, { title: 'Fortnightly' });
    await until(
      () => program.get(series.id),
      event => event.summary === 'Fortnightly',
    );
    await sync.settled(record.id);
    const living = (await program.instances(series.id)).items.filter(event => event.status !== 'cancelled');
    expect(living.map(event => event.summary).sort()).toEqual([
      'Fortnightly',
      'Fortnightly',
      'Weekly, moved',
    ]);
    expect(living.find(event => event.summary === 'Weekly, moved')?.start?.dateTime).toMatch(
      /^2027-05-11T15:00/,
    );
  });

  it('lists anew when the sync token has expired, without duplicates and without deleting', async () => {
    const before = (await sync.records()).filter(record => !record.deleted).map(record => record.id);
    google.expireCursors();
    await program.insert(at('2027-06-01', 9, 'After the expiry'));
    expect(await sync.run()).toMatchObject({
      status: 'succeeded',
      counts: { pulledCreated: 1, pulledDeleted: 0, pushedCreated: 0 },
    });
    const after = (await sync.records()).filter(record => !record.deleted).map(record => record.id);
    expect(after).toHaveLength(before.length + 1);
    expect(after).toEqual(expect.arrayContaining(before));
  });

  it.each([
    ['429', { status: 429, headers: { 'retry-after': '1' } }, 3],
    [
      '403 rateLimitExceeded',
      {
        status: 403,
        body: JSON.stringify({
          error: { code: 403, message: 'Rate Limit Exceeded', errors: [{ reason: 'rateLimitExceeded' }] },
        }),
      },
      1,
    ],
  ])('waits after %s and goes on', async (name, fault, times) => {
    await program.insert(at('2027-07-01', 9, `Through ${name}`));
    for (let count = 0; count < times; count += 1) google.server.failNext(fault);
    const path = sync.runPath(await sync.start());
    const waiting = await until(
      () => acme.owner.get<Run & { resumeAt: string | null }>(path),
      run => run.resumeAt !== null,
    );
    expect(waiting).toMatchObject({ status: 'queued', error: { code: 'provider_rate_limited' } });
    expect(await finished(acme.owner, path)).toMatchObject({ status: 'succeeded', error: null });
    expect(await sync.record(`Through ${name}`)).toMatchObject({ deleted: false });
    expect(await connection()).toMatchObject({ status: 'active', lastError: null });
  });

  it('holds the run of a calendar that was emptied, and puts everything back when told to', async () => {
    for (let day = 10; day < 22; day += 1) await program.insert(at(`2027-08-${day}`, 9, `Event ${day}`));
    await sync.run();
    const records = (await sync.records()).filter(record => !record.deleted).length;
    google.calendar(team).clear();
    const held = await sync.run();
    expect(held).toMatchObject({ status: 'held', held: { deletions: records, total: records } });
    expect((await sync.records()).filter(record => !record.deleted)).toHaveLength(records);
    await acme.owner.post(`${sync.runPath(held.id)}/reject`);
    expect(await finished(acme.owner, sync.runPath(held.id))).toMatchObject({ status: 'succeeded' });
    expect((await program.living()).filter(event => !event.recurringEventId)).toHaveLength(records);
  });

  it('says what to do when the person revoked the grant, and goes on after a reconnect', async () => {
    google.accounts.grants.endAll();
    const refused = await sync.run();
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'provider_auth_expired' } });
    expect(await connection()).toMatchObject({
      status: 'needs_reauth',
      lastError: { detail: expect.stringContaining('invalid_grant') },
    });
    const again = await acme.owner.send('GET', acme.at(`/connections/${sync.connectionId}/containers`));
    expect(again).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('Reconnect it with a connect session') },
    });
    const session = await connectByPages(acme, integrationId, agreeOnScreen, {
      connectionId: sync.connectionId,
    });
    expect(session.connectionId).toBe(sync.connectionId);
    program = new GoogleProgram(google.apiUrl, google.accounts.issueToken(googleScopes), team);
    await program.insert(at('2027-09-01', 9, 'After the repair'));
    const before = (await sync.records()).filter(record => !record.deleted).length;
    expect(await sync.run()).toMatchObject({ status: 'succeeded', counts: { pulledDeleted: 0 } });
    expect((await sync.records()).filter(record => !record.deleted)).toHaveLength(before + 1);
    expect(await connection()).toMatchObject({ status: 'active', lastError: null });
  });
});
