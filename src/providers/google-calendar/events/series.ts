import type { EventParts } from '../google-calendar.types.js';
import { eventTimeKey, type Recurrence } from '#unified-models';
import { readRecurrence, writeRecurrence } from '../mapping/recurrence.js';
import { inZone, readTime } from '../mapping/times.js';

/**
 * The recurrence lines a series needs, or null when it has them. New exclusions of a series are made by cancelling
 * the occurrence, as Google's own pages do; the lines change only for a new rule, for further dates, and to take back
 * an exclusion that stands in them.
 */
export const linesToWrite = (
  present: EventParts,
  wanted: Recurrence | null,
  floatingZone: string,
): readonly string[] | null => {
  const lines = present.master.recurrence ?? [];
  if (wanted === null) return lines.length === 0 ? null : [];
  if (lines.length === 0) return writeRecurrence(wanted, floatingZone);
  const start = readTime(present.master.start);
  const zone = start.kind === 'time' ? start.zone : null;
  const current = readRecurrence(lines, start);
  const keys = (times: Recurrence['excluded']): string[] =>
    [...new Set(times.map(time => eventTimeKey(inZone(time, zone))))].sort();
  const excluded = new Set(keys(wanted.excluded));
  const kept = current.excluded.filter(time => excluded.has(eventTimeKey(time)));
  const isSameRule = current.rules.join('\n') === wanted.rules.join('\n');
  const isSameDates = keys(current.additional).join() === keys(wanted.additional).join();
  if (isSameRule && isSameDates && kept.length === current.excluded.length) return null;
  return writeRecurrence({ ...wanted, excluded: kept }, floatingZone);
};
