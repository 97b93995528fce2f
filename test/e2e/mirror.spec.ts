import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  at,
  eventually,
  freePort,
  GoogleProgram,
  googleScopes,
  mirrorClients,
  type MirrorLinkAnswer,
  MirrorStage,
  Receiver,
  register,
  syncCalendarByConsent,
  teamCalendar,
  until,
  untilQuiet,
} from '#support';
import { GoogleCalendarSimulator } from '../../src/providers/google-calendar/simulator/index.js';
import { outlookCalendarManifest } from '../../src/providers/outlook-calendar/index.js';
import { OutlookCalendarSimulator } from '../../src/providers/outlook-calendar/simulator/index.js';

const outlookTeam = 'AAMkTeam=';
const daily = { autoSync: true, intervalSeconds: 86_400 };

let google: GoogleCalendarSimulator;
let outlook: OutlookCalendarSimulator;
let stage: MirrorStage;
let receiver: Receiver;

beforeAll(async () => {
  const port = await freePort();
  google = await GoogleCalendarSimulator.start({ clients: mirrorClients(port, 'google-calendar') });
  outlook = await OutlookCalendarSimulator.start({ clients: mirrorClients(port, 'outlook-calendar') });
  const { url } = google.server;
  const entra = `${outlook.server.url}/common/oauth2/v2.0`;
  stage = await MirrorStage.start(port, {
    'google-calendar': {
      ...{ authorize: `${url}/o/oauth2/v2/auth`, token: `${url}/token` },
      ...{ revoke: `${url}/revoke`, api: google.apiUrl },
    },
    'outlook-calendar': {
      ...{ authorize: `${entra}/authorize`, token: `${entra}/token`, api: outlook.apiUrl },
    },
  });
  receiver = await Receiver.start();
  await register(stage.acme, receiver.url, { eventTypes: ['mirror.*'] });
});
afterAll(async () => {
  await stage.stop();
  await receiver.stop();
  await google.stop();
  await outlook.stop();
});

describe('a calendar at Google mirrored to one at Outlook', () => {
  let program: GoogleProgram;
  let outlookToken: string;
  let left: string;
  let right: string;
  let id: string;

  const subjects = (): string[] =>
    outlook
      .calendar(outlookTeam)
      .all()
      .map(({ subject }) => subject ?? '')
      .sort();
  const summaries = async (): Promise<string[]> =>
    (await program.living()).map(({ summary }) => summary ?? '').sort();
  const atOutlook = async (method: string, path: string, body?: object): Promise<{ id: string }> => {
    const response = await fetch(`${outlook.apiUrl}/me/calendars/${outlookTeam}/events${path}`, {
      method,
      headers: { authorization: `Bearer ${outlookToken}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : {}) as { id: string };
  };
  const time = (day: string, hour: string) => ({ dateTime: `${day}T${hour}:00:00`, timeZone: 'UTC' });
  const appointment = (day: string, subject: string) => ({
    ...{ subject, start: time(day, '09'), end: time(day, '10') },
  });

  beforeAll(async () => {
    program = new GoogleProgram(google.apiUrl, google.accounts.issueToken(googleScopes), teamCalendar);
    outlookToken = outlook.accounts.issueToken(outlookCalendarManifest.scopes.map(({ scope }) => scope));
    await program.insert(at('2027-04-01', 9, 'Kick-off'));
    await program.insert(at('2027-04-02', 9, 'Only at Google'));
    await atOutlook('POST', '', {
      ...appointment('2027-04-01', 'kick-off'),
      location: { displayName: 'Roof' },
    });
    await atOutlook('POST', '', appointment('2027-04-03', 'Only at Outlook'));
    left = (
      await syncCalendarByConsent(stage.acme, await stage.connect('google-calendar'), teamCalendar, daily)
    ).syncId;
    right = (
      await syncCalendarByConsent(stage.acme, await stage.connect('outlook-calendar'), outlookTeam, daily)
    ).syncId;
    await Promise.all([stage.idle(left), stage.idle(right)]);
  });

  it('says beforehand what it would match and create', async () => {
    const wish = { syncAId: left, syncBId: right };
    expect(await stage.acme.owner.post(stage.acme.at('/mirrors/dry-run'), wish)).toMatchObject({
      ...{ matches: 1, differing: 1, creates: { a: 1, b: 1 }, complete: true },
    });
    expect(subjects()).toEqual(['Only at Outlook', 'kick-off']);
  });

  it('joins what is on both sides and creates the rest, once', async () => {
    id = await stage.mirrorOf(left, right, { policy: 'a' });
    await stage.rest(id, [left, right]);
    expect(subjects()).toEqual(['Kick-off', 'Only at Google', 'Only at Outlook']);
    expect(await summaries()).toEqual(['Kick-off', 'Only at Google', 'Only at Outlook']);
    const kickOff = (await program.living()).find(({ summary }) => summary === 'Kick-off');
    expect(kickOff?.location).toBe('Roof');
    expect(await stage.mirror(id)).toMatchObject({
      phase: 'live',
      counts: { pairs: 3, conflicts: 0, refused: 0 },
    });
  });

  it('carries creations, edits and deletions of either vendor to the other', async () => {
    const made = await program.insert(at('2027-05-01', 9, 'Born at Google'));
    const there = (await eventually(
      () =>
        outlook
          .calendar(outlookTeam)
          .all()
          .find(({ subject }) => subject === 'Born at Google'),
      found => found !== undefined,
    ))!;
    await stage.rest(id, [left, right]);
    await atOutlook('PATCH', `/${there.id}`, { subject: 'Renamed at Outlook' });
    await until(
      () => program.get(made.id),
      ({ summary }) => summary === 'Renamed at Outlook',
    );
    await program.patch(made.id, { location: 'Cellar' });
    await until(
      () => stage.recordNamed(right, 'Renamed at Outlook'),
      ({ fields }) => fields['location'] === 'Cellar',
    );
    await stage.rest(id, [left, right]);
    await atOutlook('DELETE', `/${there.id}`);
    await until(summaries, titles => !titles.includes('Renamed at Outlook'));
  });

  it('echoes nothing: at rest neither vendor is asked anything', async () => {
    await stage.rest(id, [left, right]);
    const calls = () => google.server.requests + outlook.server.requests;
    expect(calls()).toBeGreaterThan(0);
    await untilQuiet(calls);
  });

  it('says in the history of a record that a mirror wrote it', async () => {
    const { id: recordId } = await stage.recordNamed(right, 'Only at Google');
    const path = stage.acme.at(`/records/${recordId}/history`);
    const { data } = await stage.acme.owner.get<{ data: { cause: { code: string }; actor: object }[] }>(path);
    expect(data.at(-1)).toMatchObject({
      cause: { code: 'mirrored' },
      actor: { kind: 'system', id: 'mirrors' },
    });
  });

  it('leaves what both changed to a person, when its policy says so', async () => {
    await stage.acme.owner.ok('PATCH', stage.acme.at(`/mirrors/${id}`), { policy: 'manual' });
    await stage.ask(id, 'pause');
    const [a, b] = [
      await stage.recordNamed(left, 'Only at Google'),
      await stage.recordNamed(right, 'Only at Google'),
    ];
    await stage.edit(a.id, { title: 'Said on the left', description: 'left' });
    await stage.edit(b.id, { title: 'Said on the right', location: 'right' });
    await stage.ask(id, 'resume');
    const path = stage.acme.at(`/mirrors/${id}/links`);
    const [link] = await until(
      async () => (await stage.acme.owner.get<{ data: MirrorLinkAnswer[] }>(`${path}?state=conflict`)).data,
      links => links.length === 1,
    );
    expect(link?.conflict).toEqual([
      { field: 'title', base: 'Only at Google', a: 'Said on the left', b: 'Said on the right' },
    ]);
    await until(
      () => stage.recordNamed(left, 'Said on the left'),
      ({ fields }) => fields['location'] === 'right',
    );
    await stage.acme.owner.ok('POST', `${path}/${link?.id}/resolve`, { choices: { title: 'b' } });
    await stage.recordNamed(left, 'Said on the right');
    await stage.rest(id, [left, right]);
    expect(await summaries()).toEqual(subjects());
    const told = () => receiver.hooks.map(({ event }) => event.type);
    await eventually(told, types => types.includes('mirror.conflict_opened'));
    expect(told()).toContain('mirror.joined');
  });

  it('holds the deletion of everything, and brings it back when told to', async () => {
    await stage.ask(id, 'pause');
    const records = await stage.recordsOf(left);
    for (const record of records) await stage.acme.owner.ok('DELETE', stage.acme.at(`/records/${record.id}`));
    await stage.ask(id, 'resume');
    const { held } = await until(
      () => stage.mirror(id),
      found => found.held.b !== null,
    );
    expect(held.b).toMatchObject({ deletions: records.length, reason: 'everything' });
    expect(await stage.recordsOf(right)).toHaveLength(records.length);
    await stage.ask(id, 'reject');
    await until(
      () => stage.recordsOf(left),
      found => found.length === records.length,
    );
  });

  it('refuses a second way between the same calendars', async () => {
    const answer = await stage.acme.owner.send('POST', stage.acme.at('/mirrors'), {
      syncAId: right,
      syncBId: left,
    });
    expect(answer).toMatchObject({ status: 409, body: { code: 'mirror_circle' } });
  });

  it('stops when a consent is withdrawn, and says why', async () => {
    const { consentId } = await stage.acme.owner.get<{ consentId: string }>(stage.acme.at(`/syncs/${right}`));
    await stage.acme.owner.ok('POST', stage.acme.at(`/consents/${consentId}/withdraw`), {});
    const [record] = await stage.recordsOf(left);
    await stage.edit(record?.id ?? '', { title: 'Not to be told' });
    expect(
      await until(
        () => stage.mirror(id),
        ({ status }) => status === 'paused',
      ),
    ).toMatchObject({ pause: { code: 'consent_withdrawn' } });
    const titles = (await stage.recordsOf(right)).map(({ fields }) => fields.title);
    expect(titles).not.toContain('Not to be told');
  });

  it('leaves both sides as they are when it is deleted', async () => {
    const before = (await stage.recordsOf(right)).length;
    await stage.acme.owner.ok('DELETE', stage.acme.at(`/mirrors/${id}`));
    expect(await stage.acme.owner.send('GET', stage.acme.at(`/mirrors/${id}`))).toMatchObject({
      status: 404,
    });
    expect(await stage.recordsOf(right)).toHaveLength(before);
  });
});
