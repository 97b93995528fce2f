import { type TestOrganization, until } from './api.js';
import { finished, idle, type Run, type StoredRecord } from './calendar.js';
import { Browser, type BrowserPage } from './oauth-browser.js';
import { connectSession, type ConnectSessionAnswer } from './oauth-connect.js';

/** Ticks what a simulator's screen offers, whichever vendor it stands for. */
export const agreeOnScreen = (browser: Browser, screen: BrowserPage): Promise<BrowserPage> => {
  const action = /action="([^"]*)"/.exec(screen.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const body = new URLSearchParams({ decision: 'allow' });
  for (const [, scope = ''] of screen.text.matchAll(/name="scope" value="([^"]*)"/g))
    body.append('scope', scope);
  return browser.open(new URL(action, screen.url), { method: 'POST', body });
};

export interface CalendarSync {
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
export const connectByPages = async (
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

export const syncCalendarByConsent = async (
  organization: TestOrganization,
  session: ConnectSessionAnswer,
  containerId: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<CalendarSync> => {
  const { owner } = organization;
  const path = (rest: string): string => organization.at(rest);
  const connectionId = session.connectionId ?? '';
  const consentId = await calendarConsent(organization, session.consentIds);
  const wish = { connectionId, consentId, containerId, autoSync: false, ...more };
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
