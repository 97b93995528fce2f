import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import type { Occurrence } from '#recurrence';
import { SyncsToCount } from '../counted-syncs.js';
import { periodHead } from '../head.js';
import { bucketAt, bucketsOf, periodOf } from '../period.js';
import type { EventStatistics, StatisticsQuery } from '../statistics.dto.js';
import { EventsWithin } from './events-within.js';

const hourMs = 3_600_000;
const defaultDays = 84;

const emptyTally = () => ({ count: 0, ms: 0, withAttendees: 0, allDay: 0 });
type Tally = ReturnType<typeof emptyTally>;

const add = (tally: Tally, { start, end, isAllDay }: Occurrence, attendees: number): void => {
  if (isAllDay) {
    tally.allDay += 1;
    return;
  }
  tally.count += 1;
  tally.ms += end - start;
  if (attendees > 0) tally.withAttendees += 1;
};

const hoursOf = ({ ms }: Tally): number => Math.round((ms / hourMs) * 100) / 100;

/** Meetings, in the week and calendar that each begins in. */
@Injectable()
export class EventCounts {
  constructor(
    private readonly counted: SyncsToCount,
    private readonly events: EventsWithin,
    private readonly clock: Clock,
  ) {}

  async of(query: StatisticsQuery): Promise<EventStatistics> {
    const period = periodOf(query, this.clock.now(), defaultDays);
    const weeks = bucketsOf(period, 'week').map(week => ({ ...week, tally: emptyTally() }));
    const counted = await this.counted.of('calendar_event', query.syncId);
    const calendars = new Map(counted.syncs.map(sync => [sync.id, { sync, tally: emptyTally() }]));
    const all = emptyTally();
    const unreadable = await this.events.each(counted.syncs, period, (occurrence, event) => {
      const week = weeks[bucketAt(weeks, occurrence.start)];
      if (!week || occurrence.start < period.from) return;
      const attendees = occurrence.exception?.attendees.length ?? event.attendees;
      for (const tally of [all, week.tally, calendars.get(event.syncId)?.tally])
        if (tally) add(tally, occurrence, attendees);
    });
    return {
      ...periodHead(period, counted),
      total: all.count,
      hours: hoursOf(all),
      allDay: all.allDay,
      unreadable,
      byWeek: weeks.map(({ date, tally }) => ({ week: date, ...shown(tally) })),
      byCalendar: [...calendars.values()].map(({ sync, tally }) => ({
        ...{ syncId: sync.id, name: sync.containerName, count: tally.count, hours: hoursOf(tally) },
      })),
    };
  }
}

const shown = (tally: Tally) => ({
  count: tally.count,
  hours: hoursOf(tally),
  withAttendees: tally.withAttendees,
  withoutAttendees: tally.count - tally.withAttendees,
  allDay: tally.allDay,
});
