import { z } from 'zod';
import { TimeZone } from '../period.js';
import { LeftOut } from '../statistics.dto.js';

const time = z.iso.datetime({ offset: true });

export const mostFreeBusyDays = 370;

export const FreeBusyQuery = z.strictObject({
  from: time.describe('Inclusive'),
  to: time.describe(`Exclusive; at most ${mostFreeBusyDays} days later`),
  syncIds: z
    .string()
    .transform(text => text.split(','))
    .pipe(z.array(z.uuid()).max(100))
    .optional()
    .describe('Calendars, by their syncs, with commas between; all of them without'),
  timeZone: TimeZone,
});
export type FreeBusyQuery = z.infer<typeof FreeBusyQuery>;

export const FreeBusy = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    timeZone: z.string(),
    syncIds: z.array(z.uuid()).describe('The calendars that were looked at'),
    busy: z
      .array(z.object({ start: z.iso.datetime(), end: z.iso.datetime() }))
      .describe('In order, never touching; everything between is free'),
    leftOut: z.array(LeftOut).describe('Calendars that were not looked at: what looks free may not be'),
    unreadable: z.number().int().describe('Series that could not be expanded; they may make busy too'),
  })
  .meta({ id: 'FreeBusy' });
export type FreeBusy = z.infer<typeof FreeBusy>;
