import { Module } from '@nestjs/common';
import { EventCounts } from './calendar/event-statistics.js';
import { EventsWithin } from './calendar/events-within.js';
import { FreeBusyController } from './calendar/free-busy.controller.js';
import { BusyTimes } from './calendar/free-busy.js';
import { SyncsToCount } from './counted-syncs.js';
import { Counts } from './counts.js';
import { EmployeeCounts } from './employee-statistics.js';
import { FileCounts } from './file-statistics.js';
import { MessageCounts } from './message-statistics.js';
import { StatisticsController } from './statistics.controller.js';
import { TaskCounts } from './task-statistics.js';

/** Reads records of consented syncs; the syncs module offers what it needs globally. */
@Module({
  controllers: [StatisticsController, FreeBusyController],
  providers: [
    BusyTimes,
    Counts,
    EmployeeCounts,
    EventCounts,
    EventsWithin,
    FileCounts,
    MessageCounts,
    SyncsToCount,
    TaskCounts,
  ],
})
export class StatisticsModule {}
