import { Temporal } from 'temporal-polyfill';
import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import { isWithin, occurrencesOf } from './occurrences.js';
import { refuse } from './refusal.js';
import type { EventStore, StoredEvent } from './store.js';

/** What a link of the delta says. */
interface Position {
  readonly kind: 'skip' | 'delta';
  readonly epoch: number;
  readonly calendar: string;
  readonly from: string;
  readonly to: string;
  /** Changes after this are told; null: the view as it is. */
  readonly since: number | null;
  readonly until: number;
  readonly offset: number;
}

export interface DeltaWorld {
  readonly store: EventStore;
  readonly epoch: number;
  readonly url: string;
  readonly pageSize: number;
  readonly show: (event: StoredEvent) => object;
}

const encode = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

const decode = (text: string, { epoch, store }: DeltaWorld): Position => {
  const position = parse(text);
  if (position?.epoch === epoch && position.calendar === store.calendar.id) return position;
  throw refuse(410, 'SyncStateNotFound', 'The sync state generation is not found.');
};

const parse = (text: string): Position | undefined => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Position;
  } catch {
    return undefined;
  }
};

const begin = (world: DeltaWorld, { url }: SimulatorRequest): Position => {
  const token = url.searchParams.get('$deltatoken') ?? url.searchParams.get('$skiptoken');
  const until = world.store.position;
  if (token !== null) {
    const position = decode(token, world);
    return position.kind === 'skip'
      ? position
      : { ...position, kind: 'skip', since: position.until, until, offset: 0 };
  }
  const forbidden = ['$select', '$filter', '$expand', '$orderby', '$search'].find(name =>
    url.searchParams.has(name),
  );
  if (forbidden) throw refuse(400, 'ErrorInvalidUrlQuery', `${forbidden} is not supported with delta.`);
  const [from, to] = ['startDateTime', 'endDateTime'].map(name => url.searchParams.get(name) ?? '');
  if (!from || !to) throw refuse(400, 'ErrorInvalidParameter', 'startDateTime and endDateTime are required.');
  const { id } = world.store.calendar;
  return { kind: 'skip', epoch: world.epoch, calendar: id, from, to, since: null, until, offset: 0 };
};

/** `calendarView/delta`: https://learn.microsoft.com/graph/api/event-delta */
export const deltaOf = (world: DeltaWorld, request: SimulatorRequest): SimulatorReply => {
  const position = begin(world, request);
  const rows = position.since === null ? shown(world, position) : changedRows(world, position);
  const page = rows.slice(position.offset, position.offset + world.pageSize);
  const offset = position.offset + page.length;
  const address = `${world.url}${request.url.pathname}`;
  const link =
    offset < rows.length
      ? { '@odata.nextLink': `${address}?$skiptoken=${encode({ ...position, offset })}` }
      : { '@odata.deltaLink': `${address}?$deltatoken=${encode({ ...position, kind: 'delta', offset: 0 })}` };
  return { status: 200, body: { '@odata.context': 'events', value: page, ...link } };
};

const bounds = ({ from, to }: Position): [Temporal.Instant, Temporal.Instant] => [
  Temporal.Instant.from(from),
  Temporal.Instant.from(to),
];

/** Of an occurrence that nobody changed Graph tells little. */
const sparse = ({ id, type, seriesMasterId, start, end, '@odata.etag': etag }: StoredEvent): object => ({
  '@odata.type': '#microsoft.graph.event',
  '@odata.etag': etag,
  ...{ id, seriesMasterId, type, start, end },
});

/** The rows of one event in the view: itself, or its series with the occurrences that are in it. */
const rowsOf = ({ store, show }: DeltaWorld, position: Position, event: StoredEvent): object[] => {
  const [from, to] = bounds(position);
  if (!event.recurrence) return isWithin(event, from, to) ? [bare(show(event))] : [];
  const inside = [...occurrencesOf(store, event).values()].filter(each => isWithin(each, from, to));
  if (inside.length === 0) return [];
  return [
    bare(show(event)),
    ...inside.map(each => (each.type === 'exception' ? bare(show(each)) : sparse(each))),
  ];
};

const bare = (event: object): object => {
  const { singleValueExtendedProperties: _, cancelledOccurrences: __, ...rest } = event as StoredEvent;
  return rest;
};

const shown = (world: DeltaWorld, position: Position): object[] =>
  world.store.all().flatMap(event => rowsOf(world, position, event));

/** What is outside the view and was touched is told as if it were deleted. */
const changedRows = (world: DeltaWorld, position: Position): object[] =>
  world.store.since(position.since ?? 0).flatMap(id => {
    const event = world.store.get(id);
    const rows = event ? rowsOf(world, position, event) : [];
    return rows.length > 0 ? rows : [{ id, '@removed': { reason: 'deleted' } }];
  });
