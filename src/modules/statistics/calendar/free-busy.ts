import { Injectable } from '@nestjs/common';
import { SyncsToCount } from '../counted-syncs.js';
import { periodHead } from '../head.js';
import { requirePeriod } from '../period.js';
import { EventsWithin } from './events-within.js';
import { type FreeBusy, type FreeBusyQuery, mostFreeBusyDays } from './free-busy.dto.js';
import { type Interval, mergeIntervals } from './merge-intervals.js';

/** When calendars are taken: whatever is neither cancelled nor marked as free. */
@Injectable()
export class BusyTimes {
  constructor(
    private readonly counted: SyncsToCount,
    private readonly events: EventsWithin,
  ) {}

  async of({ from, to, timeZone, syncIds }: FreeBusyQuery): Promise<FreeBusy> {
    const wish = { from: Date.parse(from), to: Date.parse(to), timeZone };
    const period = requirePeriod(wish, mostFreeBusyDays);
    const counted = await this.counted.of('calendar_event', syncIds);
    const taken: Interval[] = [];
    const unreadable = await this.events.each(counted.syncs, period, ({ start, end, transparency }) => {
      if (transparency === 'busy') taken.push({ start, end });
    });
    const shown = (instant: number): string => new Date(instant).toISOString();
    return {
      ...periodHead(period, counted),
      syncIds: counted.syncs.map(({ id }) => id),
      busy: mergeIntervals(taken, period).map(({ start, end }) => ({ start: shown(start), end: shown(end) })),
      unreadable,
    };
  }
}
