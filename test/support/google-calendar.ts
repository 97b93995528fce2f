import { type TestOrganization, until } from './api.js';
import { finished, idle, type Run, type StoredRecord } from './calendar.js';
import { Browser, type BrowserPage } from './oauth-browser.js';
import { connectSession, type ConnectSessionAnswer } from './oauth-connect.js';

export interface GoogleEventBody {
  readonly id: string;
  readonly summary?: string;
  readonly location?: string;
  readonly status?: string;
  readonly start?: { readonly dateTime?: string; readonly timeZone?: string };
  readonly recurrence?: readonly string[];
  readonly recurringEventId?: string;
}

/** Somebody else at Google: plain HTTP with a token of their own, behind the hub's back. */
export class GoogleProgram {
  constructor(
    private readonly apiUrl: string,
    private readonly token: string,
    readonly calendarId: string,
  ) {}

  insert(event: object): Promise<GoogleEventBody> {
    return this.send('POST', '', event);
  }

  patch(id: string, change: object): Promise<GoogleEventBody> {
    return this.send('PATCH', `/${id}`, change);
  }

  get(id: string): Promise<GoogleEventBody> {
    return this.send('GET', `/${id}`);
  }

  delete(id: string): Promise<unknown> {
    return this.send('DELETE', `/${id}`);
  }

  async living(): Promise<GoogleEventBody[]> {
    const { items } = await this.send<{ items: GoogleEventBody[] }>('GET', '?maxResults=250');
    return items.filter(event => event.status !== 'cancelled');
  }

  instances(id: string): Promise<{ items: GoogleEventBody[] }> {
    return this.send('GET', `/${id}/instances?timeMin=2027-01-01T00:00:00Z&timeMax=2027-12-31T00:00:00Z`);
  }

  private async send<T = GoogleEventBody>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(
      `${this.apiUrl}/calendars/${encodeURIComponent(this.calendarId)}/events${path}`,
      {
        method,
        headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      },
    );
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : {}) as T;
  }
}

export const at = (day: string, hour: number, title: string, more: object = {}): object => {
  const time = (value: number) => ({
    dateTime: `${day}T${String(value).padStart(2, '0')}:00:00Z`,
    timeZone: 'UTC',
  });
  return { summary: title, start: time(hour), end: time(hour + 1), ...more };
};

export interface GoogleSync {
  readonly connectionId: string;
  readonly syncId: string;
  run(): Promise<Run>;
  start(): Promise<string>;
  runPath(id: string): string;
  records(): Promise<StoredRecord[]>;
  record(title: string): Promise<StoredRecord>;
  settled(id: string): Promise<StoredRecord>;
}

/** Connects through the hub's own pages; `agree` is what the person does at the vendor's screen. */
export const connectGoogle = async (
  organization: TestOrganization,
  integrationId: string,
  agree: (browser: Browser, screen: BrowserPage) => Promise<BrowserPage>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<ConnectSessionAnswer> => {
  const { owner } = organization;
  const made = await connectSession(organization, integrationId, more);
  const browser = new Browser();
  const page = await agree(browser, await browser.submit(await browser.open(made.url)));
  if (page.status !== 200) throw new Error(`Not connected: ${page.status} ${page.text}`);
  return owner.get(organization.at(`/connect-sessions/${made.id}`));
};

/** The consent that a sync of calendars stands on, of those the person gave on the page. */
const calendarConsent = async (
  { owner, at: path }: TestOrganization,
  ids: readonly string[],
): Promise<string> => {
  for (const id of ids) {
    const consent = await owner.get<{ purpose: string }>(path(`/consents/${id}`));
    if (consent.purpose === 'calendar_sync') return id;
  }
  throw new Error('No consent to synchronize calendars was given');
};

export const syncGoogle = async (
  organization: TestOrganization,
  session: ConnectSessionAnswer,
  containerId: string,
): Promise<GoogleSync> => {
  const { owner } = organization;
  const path = (rest: string): string => organization.at(rest);
  const connectionId = session.connectionId ?? '';
  const consentId = await calendarConsent(organization, session.consentIds);
  const wish = { connectionId, consentId, containerId, autoSync: false };
  const { id: syncId } = await owner.post<{ id: string }>(path('/syncs'), wish);
  const runPath = (id: string): string => path(`/syncs/${syncId}/runs/${id}`);
  const records = async (): Promise<StoredRecord[]> =>
    (await owner.get<{ data: StoredRecord[] }>(path(`/records?syncId=${syncId}&limit=500`))).data;
  const start = async (): Promise<string> => {
    await idle(owner, path(`/syncs/${syncId}`));
    return (await owner.post<Run>(path(`/syncs/${syncId}/runs`), {})).id;
  };
  return {
    connectionId,
    syncId,
    start,
    runPath,
    records,
    run: async () => finished(owner, runPath(await start())),
    async record(title) {
      const found = (await records()).find(record => record.fields.title === title && !record.deleted);
      if (!found) throw new Error(`No record ${title}`);
      return found;
    },
    settled: id =>
      until(
        () => owner.get<StoredRecord>(path(`/records/${id}`)),
        record => record.state === 'clean',
      ),
  };
};
