import type { Clock } from '#kernel';
import type { GoogleEvent } from '../google-calendar.types.js';

/** An event as the simulator keeps it: Google's resource with whatever else a client sent. */
export type StoredEvent = GoogleEvent & Readonly<Record<string, unknown>>;

export interface SimulatedCalendar {
  readonly id: string;
  readonly summary: string;
  readonly timeZone: string;
  readonly accessRole: 'owner' | 'writer' | 'reader' | 'freeBusyReader';
  readonly primary?: boolean;
}

interface Row {
  readonly event: StoredEvent;
  /** Position of the last change; a sync token is a position. */
  readonly position: number;
}

/** One calendar's events, in the order of their last change. Deleted ones stay as cancelled rows. */
export class EventStore {
  private readonly rows = new Map<string, Row>();
  private last = 0;
  /** Issued tokens name it; raising it makes them unknown. */
  epoch = 1;

  constructor(
    readonly calendar: SimulatedCalendar,
    private readonly clock: Clock,
    private readonly changed: () => void,
  ) {}

  get position(): number {
    return this.last;
  }

  get(id: string): StoredEvent | undefined {
    return this.rows.get(id)?.event;
  }

  all(): StoredEvent[] {
    return [...this.rows.values()].map(row => row.event);
  }

  /** Rows changed after one position and not after another, oldest change first. */
  between(after: number, until: number): { event: StoredEvent; position: number }[] {
    return [...this.rows.values()]
      .filter(row => row.position > after && row.position <= until)
      .sort((a, b) => a.position - b.position);
  }

  occurrencesOf(id: string): StoredEvent[] {
    return this.all().filter(event => event.recurringEventId === id);
  }

  put(event: StoredEvent): StoredEvent {
    this.last += 1;
    const now = this.clock.now();
    const stored: StoredEvent = {
      ...event,
      // Google's own are numbers in quotes as well.
      etag: `"${now.getTime() * 2000 + this.last}"`,
      updated: now.toISOString(),
    };
    this.rows.set(event.id, { event: stored, position: this.last });
    this.changed();
    return stored;
  }

  drop(id: string): void {
    this.rows.delete(id);
  }

  clear(): void {
    for (const event of this.all())
      if (event.status !== 'cancelled') this.put({ ...event, status: 'cancelled' });
  }
}
