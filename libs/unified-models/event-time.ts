import { z } from 'zod';

const date = z.iso.date().describe('Calendar date, YYYY-MM-DD');
const local = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/,
    'expected local wall time YYYY-MM-DDTHH:MM:SS without offset',
  )
  .describe('Wall time, YYYY-MM-DDTHH:MM:SS, without offset');

/**
 * When something starts or ends, as the person who wrote it meant it: a date (all-day, end exclusive), or a wall
 * time in a zone. The wall time is kept instead of an instant because "9:00 in Berlin" must stay 9:00 when a
 * country changes its rules. `zone` is an IANA name; `null` is a floating time (RFC 5545 §3.3.5 form 1).
 * `rawZone` keeps the name the provider used when it is not an IANA one ("W. Europe Standard Time").
 */
export const EventTime = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('date'), date }),
    z.strictObject({
      kind: z.literal('time'),
      local,
      zone: z.string().min(1).max(100).nullable(),
      rawZone: z.string().max(200).optional(),
    }),
  ])
  .meta({ id: 'EventTime' });
export type EventTime = z.infer<typeof EventTime>;

/** Stable text of a time, fit as a key: `2026-03-29` or `2026-03-29T09:00:00[Europe/Berlin]`. */
export const eventTimeKey = (time: EventTime): string =>
  time.kind === 'date' ? time.date : `${time.local}[${time.zone ?? ''}]`;
