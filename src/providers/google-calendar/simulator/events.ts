import { randomBytes } from 'node:crypto';
import type { Clock } from '#kernel';
import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import { refuse } from './refusal.js';
import type { EventStore, StoredEvent } from './store.js';
import { dropOrphans, instanceOf, merge, settled } from './write.js';

type Body = Readonly<Record<string, unknown>>;
const clientId = /^[a-v0-9]{5,1024}$/;
const ok = (event: StoredEvent): SimulatorReply => ({
  status: 200,
  headers: { etag: event.etag ?? '' },
  body: event,
});

/** Members that a client cannot set. */
const withoutOwn = (body: Body): Body => {
  const { etag: _1, updated: _2, kind: _3, created: _4, creator: _5, organizer: _6, ...rest } = body;
  return rest;
};

/** The writing half of the events resource. */
export class EventHandlers {
  /** Google brings most deleted events back when they are written again, but not all. */
  isRevivalRefused = false;

  constructor(private readonly clock: Clock) {}

  get(store: EventStore, request: SimulatorRequest): SimulatorReply {
    const event = this.find(store, request);
    if (request.headers['if-none-match'] === event.etag) return { status: 304 };
    return ok(event);
  }

  insert(store: EventStore, request: SimulatorRequest): SimulatorReply {
    const body = request.json();
    const id = body['id'] ?? randomBytes(13).toString('hex');
    if (typeof id !== 'string' || !clientId.test(id))
      throw refuse(400, 'invalid', 'Invalid resource id value.');
    if (store.get(id)) throw refuse(409, 'duplicate', 'The requested identifier already exists.');
    return ok(this.save(store, { ...withoutOwn(body), ...this.origin(store, id, body['iCalUID']), id }));
  }

  /** `events.import`: a private copy under the UID it has elsewhere; the same UID again is the same event. */
  import(store: EventStore, request: SimulatorRequest): SimulatorReply {
    const body = request.json();
    const uid = body['iCalUID'];
    if (typeof uid !== 'string') throw refuse(400, 'required', 'Missing iCalUID.');
    const existing = store.all().find(event => event.iCalUID === uid && !event.recurringEventId);
    const id = existing?.id ?? randomBytes(13).toString('hex');
    return ok(this.save(store, { ...withoutOwn(body), ...this.origin(store, id, uid), id }));
  }

  patch(store: EventStore, request: SimulatorRequest): SimulatorReply {
    const present = this.findForWrite(store, request);
    const merged = merge(present, withoutOwn(request.json()));
    return ok(this.change(store, present, { ...merged, id: present.id }));
  }

  replace(store: EventStore, request: SimulatorRequest): SimulatorReply {
    const present = this.findForWrite(store, request);
    const { created, creator, organizer, iCalUID, recurringEventId, originalStartTime } = present;
    const own = Object.entries({ created, creator, organizer, iCalUID, recurringEventId, originalStartTime });
    const kept = Object.fromEntries(own.filter(([, value]) => value !== undefined));
    return ok(this.change(store, present, { ...withoutOwn(request.json()), ...kept, id: present.id }));
  }

  remove(store: EventStore, request: SimulatorRequest): SimulatorReply {
    const present = this.find(store, request);
    if (present.status === 'cancelled') throw refuse(410, 'deleted', 'Resource has been deleted');
    this.checkMatch(present, request);
    this.cancel(store, present);
    return { status: 204 };
  }

  /** Deleting a series deletes its changed occurrences with it. */
  cancel(store: EventStore, event: StoredEvent): StoredEvent {
    for (const row of store.occurrencesOf(event.id)) {
      if (row.status !== 'cancelled') store.put({ ...row, status: 'cancelled' });
    }
    return store.put({ ...event, status: 'cancelled' });
  }

  private change(store: EventStore, present: StoredEvent, next: Body & { readonly id: string }): StoredEvent {
    if (next['status'] === 'cancelled') return this.cancel(store, present);
    const sequence = Number(next['sequence'] ?? 0) + 1;
    const saved = this.save(store, { ...next, sequence });
    if (!saved.recurringEventId) dropOrphans(store, saved);
    return saved;
  }

  private save(store: EventStore, event: Body & { readonly id: string }): StoredEvent {
    const { accessRole } = store.calendar;
    if (accessRole !== 'owner' && accessRole !== 'writer') {
      throw refuse(403, 'requiredAccessLevel', 'You need to have writer access to this calendar.');
    }
    return store.put(settled(store, event));
  }

  private origin(store: EventStore, id: string, uid: unknown): Body {
    return {
      kind: 'calendar#event',
      iCalUID: typeof uid === 'string' ? uid : `${id}@google.com`,
      created: this.clock.now().toISOString(),
      creator: { email: store.calendar.id, self: true },
      organizer: { email: store.calendar.id, self: true },
      eventType: 'default',
      sequence: 0,
    };
  }

  private find(store: EventStore, request: SimulatorRequest): StoredEvent {
    const id = request.params['eventId'] ?? '';
    const event = store.get(id) ?? instanceOf(store, id);
    if (!event) throw refuse(404, 'notFound', 'Not Found');
    return event;
  }

  private findForWrite(store: EventStore, request: SimulatorRequest): StoredEvent {
    const event = this.find(store, request);
    this.checkMatch(event, request);
    if (event.status === 'cancelled' && !event.recurringEventId && this.isRevivalRefused) {
      throw refuse(403, 'forbidden', 'Forbidden');
    }
    return event;
  }

  private checkMatch(event: StoredEvent, request: SimulatorRequest): void {
    const expected = request.headers['if-match'];
    if (expected && expected !== '*' && expected !== event.etag) {
      throw refuse(412, 'conditionNotMet', 'Precondition Failed');
    }
  }
}
