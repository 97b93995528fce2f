import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Counts } from './counts.js';
import { SyncsToCount } from './counted-syncs.js';
import { headOf } from './head.js';
import { bucketsOf, periodOf } from './period.js';
import { bucket, instant, isWithin, json } from './question.js';
import type { MessageStatistics, StatisticsQuery } from './statistics.dto.js';

const columns = { author: json('author'), sent: instant('sentAt') };
const derived = { day: bucket('sent') };
const where = isWithin('sent');
const by = {
  author: { column: 'author', key: `author ->> 'id'`, name: `max(author ->> 'name')` },
  channel: { column: 'sync_id' },
  day: { column: 'day', isWhole: true },
} as const;

const defaultDays = 30;

@Injectable()
export class MessageCounts {
  constructor(
    private readonly counted: SyncsToCount,
    private readonly counts: Counts,
    private readonly clock: Clock,
  ) {}

  async of(query: StatisticsQuery): Promise<MessageStatistics> {
    const period = periodOf(query, this.clock.now(), defaultDays);
    const days = bucketsOf(period, 'day');
    const counted = await this.counted.of('message', query.syncId);
    const lines = await this.counts.of(counted.syncs, {
      ...{ columns, derived, where, by },
      asked: { from: period.from, to: period.to, begins: days.map(({ begin }) => begin) },
    });
    const sent = lines.series('day', days.length);
    return {
      ...headOf(period, counted, lines),
      byAuthor: lines.groups('author'),
      byChannel: lines.containers('channel', counted.syncs),
      byDay: days.map(({ date }, place) => ({ day: date, count: sent[place] ?? 0 })),
    };
  }
}
