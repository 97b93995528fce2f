import { randomBytes } from 'node:crypto';
import type { Clock } from '#kernel';
import type { GraphEvent, GraphTime } from '../graph.types.js';

/** An event as the simulator keeps it: Graph's resource with whatever else a client sent. */
export type StoredEvent = GraphEvent & Readonly<Record<string, unknown>>;

export interface SimulatedCalendar {
  readonly id: string;
  readonly name: string;
  readonly canEdit: boolean;
  readonly isDefaultCalendar?: boolean;
  readonly hexColor?: string;
}

/** What happened to one id, in order; a delta token is a position. */
interface Change {
  readonly id: string;
  readonly position: number;
}

export interface Series {
  /** By the date an occurrence has by the rule. */
  readonly exceptions: Map<string, StoredEvent>;
  readonly cancelled: Set<string>;
}

export type ChangeType = 'created' | 'updated' | 'deleted';
export type Listener = (change: ChangeType, event: StoredEvent) => void;

export const timeOf = (time: unknown): GraphTime => time as GraphTime;

/** One calendar's single events and series, with what was done to each series' occurrences. */
export class EventStore {
  private readonly events = new Map<string, StoredEvent>();
  private readonly series = new Map<string, Series>();
  private readonly changes = new Map<string, Change>();
  private last = 0;

  constructor(
    readonly calendar: SimulatedCalendar,
    readonly owner: { readonly email: string; readonly name: string },
    private readonly clock: Clock,
    private readonly changed: Listener,
  ) {}

  get position(): number {
    return this.last;
  }

  get(id: string): StoredEvent | undefined {
    return this.events.get(id);
  }

  all(): StoredEvent[] {
    return [...this.events.values()];
  }

  seriesOf(id: string): Series {
    const known = this.series.get(id) ?? { exceptions: new Map(), cancelled: new Set() };
    this.series.set(id, known);
    return known;
  }

  /** Ids that were touched after a position, oldest first. */
  since(position: number): string[] {
    return [...this.changes.values()]
      .filter(change => change.position > position)
      .sort((a, b) => a.position - b.position)
      .map(({ id }) => id);
  }

  put(event: StoredEvent): StoredEvent {
    const isNew = !this.events.has(event.id);
    const stored = this.stamped(event);
    this.events.set(event.id, stored);
    this.note(event.id);
    this.changed(isNew ? 'created' : 'updated', stored);
    return stored;
  }

  /** A changed occurrence changes its series with it, as Exchange keeps both in one item. */
  putException(master: StoredEvent, date: string, event: StoredEvent): StoredEvent {
    const stored = this.stamped(event);
    this.seriesOf(master.id).exceptions.set(date, stored);
    this.put(master);
    return stored;
  }

  cancelOccurrence(master: StoredEvent, date: string, id: string): void {
    const { exceptions, cancelled } = this.seriesOf(master.id);
    exceptions.delete(date);
    cancelled.add(date);
    this.note(id);
    this.put(master);
  }

  forgetOccurrences(id: string): void {
    this.series.delete(id);
  }

  drop(id: string): void {
    const event = this.events.get(id);
    if (!event) return;
    this.events.delete(id);
    this.series.delete(id);
    this.note(id);
    this.changed('deleted', event);
  }

  clear(): void {
    for (const { id } of this.all()) this.drop(id);
  }

  private note(id: string): void {
    this.last += 1;
    this.changes.set(id, { id, position: this.last });
  }

  private stamped(event: StoredEvent): StoredEvent {
    const changeKey = randomBytes(12).toString('base64');
    const now = this.clock.now().toISOString();
    return {
      ...event,
      changeKey,
      '@odata.etag': `W/"${changeKey}"`,
      createdDateTime: event.createdDateTime ?? now,
      lastModifiedDateTime: now,
    };
  }
}
