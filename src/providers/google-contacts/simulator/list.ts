import { createHash } from 'node:crypto';
import type { Clock } from '#kernel';
import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import type { AddressBook, Row } from './address-book.js';
import { maskOf, shown } from './person.js';
import { invalid, refuse } from './refusal.js';

/** What a page or sync token says; both are positions in the order of changes. */
interface Position {
  readonly kind: 'page' | 'sync';
  readonly epoch: number;
  readonly after: number;
  readonly until: number;
  readonly isIncremental: boolean;
  /** When the listing was that all increments go back to. */
  readonly listedAt: number;
  /** The other parameters, which have to stay the same. */
  readonly print: string;
}

const tokenLifeMs = 7 * 24 * 3_600_000;
const encode = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

const printOf = (query: URLSearchParams): string => {
  const others = ['personFields', 'sources', 'pageSize', 'requestSyncToken', 'sortOrder'];
  const said = others.map(name => [name, query.getAll(name)]);
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 8);
};

/** `people.connections.list`: https://developers.google.com/people/api/rest/v1/people.connections/list */
export class Connections {
  /** Issued tokens name it; raising it makes them unknown. */
  epoch = 1;
  /** Google's feed may be minutes behind: a position that sync requests do not see beyond. */
  feedUntil: number | null = null;

  constructor(private readonly clock: Clock) {}

  list(book: AddressBook, { url }: SimulatorRequest): SimulatorReply {
    const query = url.searchParams;
    const fields = maskOf(query.get('personFields'), 'personFields');
    const size = Number(query.get('pageSize') ?? 100);
    if (!(size >= 1 && size <= 1_000)) throw invalid('Page size must be between 1 and 1000.');
    const position = this.beginning(book, query);
    const rows = rowsOf(book, position, query.get('sortOrder'));
    const offset = query.has('sortOrder') ? position.after : 0;
    const page = rows.slice(offset, offset + size);
    const hasMore = rows.length > offset + size;
    const after = query.has('sortOrder') ? offset + size : (page.at(-1)?.position ?? 0);
    const wantsToken = query.get('requestSyncToken') === 'true' || query.has('syncToken');
    const tokens = hasMore
      ? { nextPageToken: encode({ ...position, kind: 'page', after }) }
      : wantsToken
        ? { nextSyncToken: encode({ ...position, kind: 'sync', after: position.until }) }
        : {};
    const connections = page.map(row => shown(row, fields, position.isIncremental));
    const total = position.isIncremental ? {} : { totalItems: book.living().length };
    return { status: 200, body: { ...(page.length > 0 ? { connections } : {}), ...total, ...tokens } };
  }

  private beginning(book: AddressBook, query: URLSearchParams): Position {
    const print = printOf(query);
    const [pageToken, syncToken] = [query.get('pageToken'), query.get('syncToken')];
    if (syncToken !== null && query.has('sortOrder')) throw invalid('Sort order beside a sync token.');
    if (pageToken !== null) return this.decode(pageToken, 'page', print);
    const until = Math.min(book.position, this.feedUntil ?? book.position);
    if (syncToken !== null) return { ...this.decode(syncToken, 'sync', print), until, isIncremental: true };
    const listedAt = this.clock.now().getTime();
    return { kind: 'page', epoch: this.epoch, after: 0, until, isIncremental: false, listedAt, print };
  }

  private decode(text: string, kind: Position['kind'], print: string): Position {
    const position = parse(text);
    if (position?.kind !== kind) throw invalid(`Invalid ${kind} token.`);
    const isOld = this.clock.now().getTime() - position.listedAt > tokenLifeMs;
    if (position.epoch !== this.epoch || isOld) {
      const message = 'Sync token is expired. Clear local cache and retry call without the sync token.';
      throw refuse(400, 'FAILED_PRECONDITION', message, 'EXPIRED_SYNC_TOKEN');
    }
    if (position.print !== print) throw invalid('Request parameters must match the first call.');
    return position;
  }
}

const parse = (text: string): Position | undefined => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Position;
  } catch {
    return undefined;
  }
};

const rowsOf = (book: AddressBook, position: Position, sortOrder: string | null): Row[] => {
  if (sortOrder === 'LAST_MODIFIED_DESCENDING') return book.living().sort((a, b) => b.position - a.position);
  return book
    .between(position.after, position.until)
    .filter(({ deleted }) => position.isIncremental || !deleted);
};
