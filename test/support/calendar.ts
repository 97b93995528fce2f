import { Agent, fetch } from 'undici';
import { basic, type DavServer } from './dav-server.js';
import { type Caller, type TestOrganization, until } from './api.js';

/**
 * Not that of Node's own fetch, which an imported one uses as well once that was called: Radicale compresses a long answer
 * and hangs up, and its parser ends the process when the end arrives before the body is unpacked
 * (https://github.com/nodejs/undici/issues/5360).
 */
const dispatcher = new Agent();

/** Someone else's calendar program: plain HTTP against the server, behind the hub's back. */
export class CalendarProgram {
  constructor(
    private readonly server: DavServer,
    readonly calendar: string,
  ) {}

  async put(name: string, ics: string): Promise<void> {
    await this.send('PUT', name, ics, [201, 204]);
  }

  async read(name: string): Promise<string> {
    return this.send('GET', name, undefined, [200]);
  }

  async delete(name: string): Promise<void> {
    await this.send('DELETE', name, undefined, [200, 204]);
  }

  /** File names of all events. */
  async names(): Promise<string[]> {
    const headers = { depth: '1', 'content-type': 'application/xml' };
    const text = await this.send(
      'PROPFIND',
      '',
      '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>',
      [207],
      headers,
    );
    return [...text.matchAll(/<(?:\w+:)?href>([^<]+\.ics)</g)].map(match =>
      decodeURIComponent(match[1]!.split('/').at(-1)!),
    );
  }

  /** What a sync client asks first; answers how long the list is. */
  async changes(): Promise<number> {
    const headers = { depth: '0', 'content-type': 'application/xml' };
    const body =
      '<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>';
    return (await this.send('REPORT', '', body, [207], headers)).length;
  }

  private async send(
    method: string,
    name: string,
    body: string | undefined,
    expect: number[],
    headers = {},
  ): Promise<string> {
    const { username, password } = this.server;
    const response = await fetch(new URL(encodeURIComponent(name), this.calendar), {
      method,
      dispatcher,
      headers: { authorization: basic(username, password), 'content-type': 'text/calendar', ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (!expect.includes(response.status)) throw new Error(`${method} ${name}: ${response.status} ${text}`);
    return text;
  }
}

export const event = (uid: string, title: string, extra: readonly string[] = []): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Test//Calendar Program//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20260101T000000Z',
    'DTSTART:20260301T090000Z',
    'DTEND:20260301T100000Z',
    `SUMMARY:${title}`,
    ...extra,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');

export interface Run {
  id: string;
  status: string;
  counts: Record<string, number>;
  held: { explanation: string; deletions: number; total: number } | null;
  error: { code: string; detail: string } | null;
}

export interface SyncedCalendar {
  readonly organization: TestOrganization;
  readonly connectionId: string;
  readonly consentId: string;
  readonly syncId: string;
  readonly program: CalendarProgram;
  run(wish?: object): Promise<Run>;
  records(): Promise<StoredRecord[]>;
}

export interface StoredRecord {
  id: string;
  state: string;
  deleted: boolean;
  revision: number;
  remoteId: string | null;
  fields: Record<string, unknown> & { title: string };
}

/** The main job up to a sync: integration, connection with an app password, consent, calendar, sync. */
export const syncCalendar = async (
  organization: TestOrganization,
  server: DavServer,
  settings: Record<string, unknown> = {},
  calendarName = `work-${Math.random().toString(36).slice(2, 8)}`,
): Promise<SyncedCalendar> => {
  const { owner } = organization;
  const calendar = await server.createCalendar(calendarName);
  const { connectionId, consentId } = await connect(organization, server);
  const containers = await owner.get<{ data: { id: string; name: string }[] }>(
    organization.at(`/connections/${connectionId}/containers`),
  );
  const container = containers.data.find(found => found.name === calendarName);
  if (!container) throw new Error(`No calendar ${calendarName} in ${JSON.stringify(containers)}`);
  const sync = await owner.post<{ id: string }>(organization.at('/syncs'), {
    connectionId,
    consentId,
    containerId: container.id,
    autoSync: false,
    ...settings,
  });
  return syncedCalendar(
    organization,
    { connectionId, consentId, syncId: sync.id },
    new CalendarProgram(server, calendar),
  );
};

export const syncedCalendar = (
  organization: TestOrganization,
  ids: { connectionId: string; consentId: string; syncId: string },
  program: CalendarProgram,
): SyncedCalendar => {
  const { owner } = organization;
  return {
    organization,
    ...ids,
    program,
    async run(wish = {}) {
      await idle(owner, organization.at(`/syncs/${ids.syncId}`));
      const started = await owner.post<Run>(organization.at(`/syncs/${ids.syncId}/runs`), wish);
      return finished(owner, organization.at(`/syncs/${ids.syncId}/runs/${started.id}`));
    },
    async records() {
      const page = await owner.get<{ data: StoredRecord[] }>(
        organization.at(`/records?syncId=${ids.syncId}&limit=500`),
      );
      return page.data;
    },
  };
};

export const connect = async (organization: TestOrganization, server: DavServer) => {
  const { owner } = organization;
  const known = await owner.get<{ data: { id: string; provider: string }[] }>(
    organization.at('/integrations'),
  );
  const integration =
    known.data.find(found => found.provider === 'caldav') ??
    (await owner.post<{ id: string }>(organization.at('/integrations'), { provider: 'caldav' }));
  const connection = await owner.post<{ id: string; status: string }>(organization.at('/connections'), {
    integrationId: integration.id,
    credentials: { serverUrl: server.url, username: server.username, password: server.password },
  });
  const consent = await owner.post<{ id: string }>(organization.at('/consents'), {
    subject: { type: 'end_user', id: 'ada' },
    purpose: 'calendar_sync',
    noticeVersion: '2026-11',
  });
  return { connectionId: connection.id, consentId: consent.id };
};

/** Waits until no run is under way: a run asked for meanwhile would be answered with that one. */
export const idle = (owner: Caller, syncPath: string): Promise<unknown> =>
  until(
    () => owner.get<{ activeRun: { status: string } | null }>(syncPath),
    ({ activeRun }) => activeRun === null || ['held', 'paused'].includes(activeRun.status),
  );

/** Waits until a run is over or waits for a person. */
export const finished = (owner: Caller, path: string): Promise<Run> =>
  until(
    () => owner.get<Run>(path),
    run => ['succeeded', 'failed', 'cancelled', 'held', 'paused'].includes(run.status),
  );
