import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Counts } from './counts.js';
import { SyncsToCount } from './counted-syncs.js';
import { bucketsOf, periodOf, todayIn } from './period.js';
import { asked, bucket, instant, json, text } from './question.js';
import type { StatisticsQuery, TaskStatistics } from './statistics.dto.js';
import { headOf } from './head.js';

const columns = {
  ...{ status: text('status'), state: text('state'), section: text('section') },
  ...{ labels: json('labels'), assignees: json('assignees'), due: text('due') },
  ...{ due_instant: instant('dueAt'), completed: instant('completedAt') },
};
const derived = {
  week: bucket('completed'),
  untimed: `status = 'done' and completed is null`,
  overdue: `status in ('open', 'in_progress') and (due_instant < ${asked('now')}::float8
    or due_instant is null and due < ${asked('today')})`,
};
const by = {
  status: { column: 'status' },
  state: { column: 'state' },
  container: { column: 'sync_id' },
  section: { column: 'section' },
  label: { column: 'labels', isSet: true, key: `member #>> '{}'` },
  person: { column: 'assignees', isSet: true, key: `member ->> 'id'`, name: `max(member ->> 'name')` },
  completed: { column: 'week', isWhole: true },
  untimed: { column: 'untimed' },
  overdue: { column: 'overdue' },
} as const;

const defaultDays = 84;

/** Tasks as they are now; only what was completed when is counted within the period. */
@Injectable()
export class TaskCounts {
  constructor(
    private readonly counted: SyncsToCount,
    private readonly counts: Counts,
    private readonly clock: Clock,
  ) {}

  async of(query: StatisticsQuery): Promise<TaskStatistics> {
    const now = this.clock.now();
    const period = periodOf(query, now, defaultDays);
    const weeks = bucketsOf(period, 'week');
    const counted = await this.counted.of('task', query.syncId);
    const lines = await this.counts.of(counted.syncs, {
      ...{ columns, derived, by },
      asked: {
        ...{ from: period.from, to: period.to, begins: weeks.map(({ begin }) => begin) },
        ...{ now: now.getTime(), today: todayIn(period.timeZone, now) },
      },
    });
    const completed = lines.series('completed', weeks.length);
    return {
      ...headOf(period, counted, lines),
      byStatus: lines.groups('status'),
      byState: lines.groups('state'),
      byContainer: lines.containers('container', counted.syncs),
      bySection: lines.groups('section'),
      byLabel: lines.groups('label'),
      byPerson: lines.groups('person'),
      overdue: lines.flagged('overdue').count,
      completedByWeek: weeks.map(({ date }, place) => ({ week: date, count: completed[place] ?? 0 })),
      completedUntimed: lines.flagged('untimed').count,
    };
  }
}
