import { randomBytes } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import { findOccurrence, isWithin, occurrencesOf } from './occurrences.js';
import { refuse } from './refusal.js';
import { shown } from './show.js';
import type { EventStore, StoredEvent } from './store.js';
import { type Body, settled } from './write.js';

const ok = (event: StoredEvent, request: SimulatorRequest, status = 200): SimulatorReply => ({
  status,
  body: shown(event, request),
});

interface Found {
  readonly event: StoredEvent;
  /** Present when it is an occurrence of a series. */
  readonly of?: { readonly master: StoredEvent; readonly date: string };
}

/** The events resource. */
export class EventHandlers {
  /** Graph does not say how it answers a transaction that it had before; both ways are possible. */
  repeatedTransaction: 'same' | 'conflict' = 'same';
  private readonly transactions = new Map<string, string>();

  get(store: EventStore, request: SimulatorRequest): SimulatorReply {
    const { event } = this.find(store, request);
    const select = request.url.searchParams.get('$select')?.split(',') ?? [];
    const expand = request.url.searchParams.get('$expand') ?? '';
    const { exceptions, cancelled } = store.seriesOf(event.id);
    const exceptionOccurrences = [...exceptions.values()].map(each => shown(each, request));
    const body = {
      ...shown(event, request),
      // Told of a series by name, and only when asked for.
      ...(select.includes('cancelledOccurrences')
        ? { cancelledOccurrences: [...cancelled].map(date => `OID.${event.id}.${date}`) }
        : {}),
      ...(expand.includes('exceptionOccurrences') ? { exceptionOccurrences } : {}),
    };
    return { status: 200, body };
  }

  create(store: EventStore, request: SimulatorRequest): SimulatorReply {
    this.checkWritable(store);
    const body = request.json();
    const transaction = body['transactionId'];
    const before = typeof transaction === 'string' ? this.transactions.get(transaction) : undefined;
    if (before !== undefined && this.repeatedTransaction === 'conflict')
      throw refuse(409, 'ErrorDuplicateTransactionId', 'The transaction id was used before.');
    const existing = before === undefined ? undefined : store.get(before);
    if (existing) return ok(existing, request, 201);
    const id = `AAMkAG${randomBytes(24).toString('base64url').replaceAll('-', '_')}=`;
    if (typeof transaction === 'string') this.transactions.set(transaction, id);
    const event = settled(body, undefined);
    const organizer = { emailAddress: { address: store.owner.email, name: store.owner.name } };
    const stored = store.put({
      ...event,
      ...this.kindOf(event),
      id,
      iCalUId: randomBytes(28).toString('hex').toUpperCase(),
      organizer,
      isOrganizer: true,
      responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' },
      webLink: `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(id)}`,
    });
    return ok(stored, request, 201);
  }

  patch(store: EventStore, request: SimulatorRequest): SimulatorReply {
    this.checkWritable(store);
    const { event, of } = this.find(store, request);
    this.checkMatch(event, request);
    const body = request.json();
    if ('transactionId' in body) throw refuse(400, 'ErrorInvalidRequest', 'transactionId cannot be changed.');
    const next = settled(body, event);
    if (of) {
      const exception = { ...next, id: event.id, type: 'exception' as const, recurrence: null };
      return ok(store.putException(of.master, of.date, exception), request);
    }
    // A recurrence that is set forgets what was done to its occurrences.
    if ('recurrence' in body) store.forgetOccurrences(event.id);
    return ok(store.put({ ...next, ...this.kindOf(next), id: event.id }), request);
  }

  remove(store: EventStore, request: SimulatorRequest): SimulatorReply {
    this.checkWritable(store);
    const { event, of } = this.find(store, request);
    this.checkMatch(event, request);
    if (of) store.cancelOccurrence(of.master, of.date, event.id);
    else store.drop(event.id);
    return { status: 204 };
  }

  instances(store: EventStore, request: SimulatorRequest): SimulatorReply {
    const { event } = this.find(store, request);
    const bound = (name: string): Temporal.Instant => {
      const value = request.url.searchParams.get(name);
      if (!value) throw refuse(400, 'ErrorInvalidParameter', `${name} is required.`);
      return Temporal.Instant.from(value);
    };
    const [from, to] = [bound('startDateTime'), bound('endDateTime')];
    const rows = [...occurrencesOf(store, event).values()].filter(each => isWithin(each, from, to));
    return { status: 200, body: { value: rows.map(row => shown(row, request)) } };
  }

  /** Accept, decline and tentativelyAccept: of a meeting that somebody else organizes. */
  respond(store: EventStore, request: SimulatorRequest, response: string): SimulatorReply {
    const { event } = this.find(store, request);
    if (event['isOrganizer'] === true)
      throw refuse(400, 'ErrorInvalidRequest', "Your request can't be completed. You're the organizer.");
    if (response === 'declined') store.drop(event.id);
    else store.put({ ...event, responseStatus: { response } });
    return { status: 202 };
  }

  private kindOf(event: Body): { type: 'seriesMaster' | 'singleInstance' } {
    return { type: event['recurrence'] ? 'seriesMaster' : 'singleInstance' };
  }

  private find(store: EventStore, request: SimulatorRequest): Found {
    const id = request.params['eventId'] ?? '';
    const event = store.get(id);
    if (event) return { event };
    const occurrence = findOccurrence(store, id);
    if (!occurrence)
      throw refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
    return { event: occurrence.event, of: occurrence };
  }

  private checkWritable({ calendar }: EventStore): void {
    if (!calendar.canEdit) throw refuse(403, 'ErrorAccessDenied', 'Access is denied.');
  }

  private checkMatch(event: StoredEvent, request: SimulatorRequest): void {
    const expected = request.headers['if-match'];
    if (expected && expected !== '*' && expected !== event['@odata.etag'])
      throw refuse(412, 'ErrorIrresolvableConflict', 'The send or update operation could not be performed.');
  }
}
