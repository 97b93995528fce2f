import { Temporal } from 'temporal-polyfill';
import type { EventTime } from '#unified-models';
import { dayMs } from './days.js';

/** `2026-03-29T09:00:00` or `2026-03-29` as milliseconds, as if the zone were UTC. */
export const wallOf = (text: string): number => {
  const wall = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text}Z`);
  if (Number.isNaN(wall)) throw new RangeError(`Not a time: ${text}`);
  return wall;
};

/**
 * Turns wall times into instants. A wall time that a zone skips is read with the offset before the gap, one that it has
 * twice is the first of the two (https://www.rfc-editor.org/rfc/rfc5545#section-3.3.5), as Temporal does by itself.
 */
export class ZoneClock {
  /** Offset of a whole day of a zone; null on the days on which it changes. */
  private readonly offsets = new Map<string, number | null>();

  /** `zone` is meant where a time names none: floating times and whole days. */
  constructor(readonly zone: string) {}

  instantOf(time: EventTime): number {
    return time.kind === 'date'
      ? this.at(wallOf(time.date), this.zone)
      : this.at(wallOf(time.local), time.zone ?? this.zone);
  }

  at(wall: number, zone: string): number {
    const offset = this.offsetOn(Math.floor(wall / dayMs), zone);
    if (offset !== null) return wall - offset;
    return this.exactly(wall, zone);
  }

  /** The wall time that a zone shows at an instant. */
  wallAt(instant: number, zone: string): number {
    return instant + this.offsetAt(instant, zone);
  }

  private offsetOn(day: number, zone: string): number | null {
    const key = `${zone} ${day}`;
    const kept = this.offsets.get(key);
    if (kept !== undefined) return kept;
    const begin = this.offsetAt(this.exactly(day * dayMs, zone), zone);
    const end = this.offsetAt(this.exactly((day + 1) * dayMs, zone), zone);
    // A zone that changes twice within a day has never been; a day that begins in a gap has changed before it.
    const offset = begin === end && this.exactly(day * dayMs, zone) === day * dayMs - begin ? begin : null;
    this.offsets.set(key, offset);
    return offset;
  }

  private exactly(wall: number, zone: string): number {
    return Temporal.Instant.fromEpochMilliseconds(wall)
      .toZonedDateTimeISO('UTC')
      .toPlainDateTime()
      .toZonedDateTime(zone).epochMilliseconds;
  }

  private offsetAt(instant: number, zone: string): number {
    return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
  }
}
