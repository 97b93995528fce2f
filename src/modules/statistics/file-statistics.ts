import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Counts } from './counts.js';
import { SyncsToCount } from './counted-syncs.js';
import { headOf } from './head.js';
import { type Period, periodOf } from './period.js';
import { asked, instant, isWithin, text } from './question.js';
import type { FileStatistics, FileStatisticsQuery } from './statistics.dto.js';

const columns = {
  ...{ name: text('name'), kind: text('kind'), path: text('path'), mime: text('mimeType') },
  ...{ size: `(${text('size')})::float8`, trashed: `(${text('trashed')})::boolean` },
  modified: instant('contentModifiedAt'),
};

/** Whoever does not ask for a period also counts the files that say nothing of their time. */
const isAsked = `(${asked('from')} is null or ${isWithin('modified')})`;
const isFile = `kind = 'file' and not trashed and ${isAsked}`;

const derived = {
  is_file: isFile,
  /** A provider that names no type still has names that end in one. */
  type: `coalesce(mime, '.' || lower(substring(name from '\\.([A-Za-z0-9]{1,10})$')))`,
  class: `case when size is null then null when size < 1e5 then 'under 100 KB' when size < 1e6 then 'under 1 MB'
    when size < 1e7 then 'under 10 MB' when size < 1e8 then 'under 100 MB' else '100 MB and more' end`,
  folder: `coalesce(nullif(regexp_replace(path, '/[^/]*$', ''), ''), case when path is not null then '/' end)`,
  is_folder: `kind = 'folder' and not trashed`,
  is_stale: `${isFile} and modified < ${asked('stale')}::float8`,
};
const by = {
  folders: { column: 'is_folder', isFlag: true },
  trashed: { column: 'trashed', isFlag: true },
  stale: { column: 'is_stale' },
  type: { column: 'type' },
  size: { column: 'class' },
  folder: { column: 'folder' },
  container: { column: 'sync_id' },
} as const;

const dayMs = 86_400_000;

@Injectable()
export class FileCounts {
  constructor(
    private readonly counted: SyncsToCount,
    private readonly counts: Counts,
    private readonly clock: Clock,
  ) {}

  async of(query: FileStatisticsQuery): Promise<FileStatistics> {
    const now = this.clock.now();
    const period = this.period(query, now);
    const counted = await this.counted.of('file', query.syncId);
    const lines = await this.counts.of(counted.syncs, {
      ...{ columns, derived, within: 'is_file', sum: 'size', by },
      asked: {
        ...(query.from === undefined && query.to === undefined ? {} : { from: period.from, to: period.to }),
        stale: now.getTime() - query.staleDays * dayMs,
      },
    });
    return {
      ...headOf(period, counted, lines),
      bytes: lines.total.sum,
      folders: lines.flagged('folders').count,
      trashed: lines.flagged('trashed').count,
      stale: { count: lines.flagged('stale').count, bytes: lines.flagged('stale').sum },
      byType: lines.groups('type'),
      bySize: lines.groups('size'),
      byFolder: lines.groups('folder'),
      byContainer: lines.containers('container', counted.syncs),
    };
  }

  /** Files are old, so a period of theirs may be as long as time is. */
  private period({ from, to, timeZone }: FileStatisticsQuery, now: Date): Period {
    if (from !== undefined && to !== undefined) return periodOf({ from, to, timeZone }, now, 0);
    return {
      from: Date.parse(from ?? '1970-01-01T00:00:00Z'),
      to: to ? Date.parse(to) : now.getTime(),
      timeZone,
    };
  }
}
