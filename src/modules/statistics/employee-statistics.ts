import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Counts } from './counts.js';
import { SyncsToCount } from './counted-syncs.js';
import { headOf } from './head.js';
import { periodOf } from './period.js';
import { asked, text } from './question.js';
import type { EmployeeStatistics, StatisticsQuery } from './statistics.dto.js';

/** None of them is among the fields that need a consent of their own. */
const columns = {
  ...{ status: text('status'), department: text('department') },
  ...{ location: text('location'), hired: text('hireDate') },
};

/** Asked for a period: who was hired in it. */
const where = `(${asked('from')} is null or hired >= ${asked('from')} and hired < ${asked('to')})`;

const by = {
  status: { column: 'status' },
  department: { column: 'department' },
  location: { column: 'location' },
} as const;

@Injectable()
export class EmployeeCounts {
  constructor(
    private readonly counted: SyncsToCount,
    private readonly counts: Counts,
    private readonly clock: Clock,
  ) {}

  async of(query: StatisticsQuery): Promise<EmployeeStatistics> {
    const period = periodOf(query, this.clock.now(), 365);
    const isPeriod = query.from !== undefined || query.to !== undefined;
    const dateOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
    const counted = await this.counted.of('employee', query.syncId);
    const lines = await this.counts.of(counted.syncs, {
      ...{ columns, where, by },
      asked: isPeriod ? { from: dateOf(period.from), to: dateOf(period.to) } : {},
    });
    return {
      ...headOf(period, counted, lines),
      byStatus: lines.groups('status'),
      byDepartment: lines.groups('department'),
      byLocation: lines.groups('location'),
    };
  }
}
