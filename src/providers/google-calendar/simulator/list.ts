import type { SimulatorReply } from '#provider-sdk/simulator';
import { refuse } from './refusal.js';
import { startsOf } from './rule.js';
import type { EventStore, StoredEvent } from './store.js';
import { instanceAt } from './write.js';

/** What a page or sync token says; both are positions in the order of changes. */
interface Position {
  readonly kind: 'page' | 'sync';
  readonly epoch: number;
  readonly after: number;
  readonly until: number;
  /** Position the whole pull began after: 0 for a listing. */
  readonly since: number;
}

const encode = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

const decode = (text: string, kind: Position['kind'], store: EventStore): Position => {
  const position = parse(text);
  const isOurs = position?.kind === kind && position.epoch === store.epoch;
  if (isOurs) return position;
  if (kind === 'page') throw refuse(400, 'invalid', 'Invalid page token value.');
  throw refuse(410, 'fullSyncRequired', 'Sync token is no longer valid, a full sync is required.');
};

const parse = (text: string): Position | undefined => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Position;
  } catch {
    return undefined;
  }
};

/** Parameters that Google refuses beside a sync token. */
const notWithToken = ['iCalUID', 'orderBy', 'q', 'timeMin', 'timeMax', 'updatedMin'] as const;

/** `events.list`: listings, incremental listings and the search by iCalendar UID. */
export const listEvents = (store: EventStore, query: URLSearchParams): SimulatorReply => {
  if (query.get('singleEvents') === 'true')
    throw refuse(400, 'invalid', 'Expanded listings are not simulated.');
  const syncToken = query.get('syncToken');
  if (syncToken !== null) checkTokenCompany(query);
  const limit = Math.min(Math.max(Number(query.get('maxResults') ?? 250), 1), 2500);
  const begin = beginning(store, syncToken, query.get('pageToken'));
  const visible = store
    .between(begin.after, begin.until)
    .filter(({ event }) => isVisible(store, event, query, begin.since > 0));
  const page = visible.slice(0, limit);
  const end = page.at(-1)?.position ?? begin.until;
  const hasMore = visible.length > page.length;
  const token = hasMore
    ? { nextPageToken: encode({ ...begin, kind: 'page', after: end }) }
    : query.has('iCalUID') || query.has('q')
      ? {}
      : { nextSyncToken: encode({ ...begin, kind: 'sync', after: begin.until, since: begin.until }) };
  const { summary, timeZone, accessRole } = store.calendar;
  const items = page.map(({ event }) => (query.has('iCalUID') ? event : promised(event)));
  return { status: 200, body: { kind: 'calendar#events', summary, timeZone, accessRole, items, ...token } };
};

/** Of cancelled rows Google promises little more than the id; a client must manage with that. */
const promised = (event: StoredEvent): Partial<StoredEvent> => {
  if (event.status !== 'cancelled') return event;
  const { id, status, recurringEventId, originalStartTime } = event;
  return {
    id,
    status,
    ...(recurringEventId ? { recurringEventId } : {}),
    ...(originalStartTime ? { originalStartTime } : {}),
  };
};

const checkTokenCompany = (query: URLSearchParams): void => {
  const wrong = notWithToken.find(name => query.has(name));
  if (wrong) throw refuse(400, 'invalid', `Sync token cannot be combined with ${wrong}.`);
  if (query.get('showDeleted') === 'false') throw refuse(400, 'invalid', 'showDeleted must not be false.');
};

const beginning = (store: EventStore, syncToken: string | null, pageToken: string | null): Position => {
  if (pageToken !== null) return decode(pageToken, 'page', store);
  const until = store.position;
  if (syncToken === null) return { kind: 'page', epoch: store.epoch, after: 0, until, since: 0 };
  const { after } = decode(syncToken, 'sync', store);
  // A token of an empty calendar began after nothing and is incremental all the same.
  return { kind: 'page', epoch: store.epoch, after, until, since: Math.max(after, 0.5) };
};

/** Cancelled occurrences of a living series are always shown; other cancelled rows only when asked for. */
const isVisible = (
  store: EventStore,
  event: StoredEvent,
  query: URLSearchParams,
  isIncremental: boolean,
): boolean => {
  const uid = query.get('iCalUID');
  if (uid !== null && event.iCalUID !== uid) return false;
  const words = query.get('q')?.toLowerCase();
  if (words && !`${event.summary ?? ''} ${event.description ?? ''}`.toLowerCase().includes(words))
    return false;
  if (event.status !== 'cancelled' || isIncremental || query.get('showDeleted') === 'true') return true;
  const series = event.recurringEventId ? store.get(event.recurringEventId) : undefined;
  return series !== undefined && series.status !== 'cancelled';
};

/** `events.instances`: the occurrences of one series, changed ones as they are. */
export const listInstances = (store: EventStore, id: string, query: URLSearchParams): SimulatorReply => {
  const series = store.get(id);
  if (!series || series.status === 'cancelled') throw refuse(404, 'notFound', 'Not Found');
  const showDeleted = query.get('showDeleted') === 'true';
  const items = [...startsOf(series)]
    .map(([stamp, start]) => {
      const instanceId = `${id}_${stamp}`;
      return store.get(instanceId) ?? instanceAt(series, instanceId, start);
    })
    .filter(event => showDeleted || event.status !== 'cancelled')
    .slice(0, Number(query.get('maxResults') ?? 250));
  return { status: 200, body: { kind: 'calendar#events', items } };
};
