import { z } from 'zod';
import { defineAction } from '#provider-sdk';
import { call } from '../graph-api.js';
import type { GraphTime } from '../graph.types.js';
import { instantOf } from '../mapping/times.js';
import { common } from './parts.js';

interface Schedule {
  readonly scheduleId?: string;
  readonly scheduleItems?: readonly {
    readonly status?: string;
    readonly start?: GraphTime;
    readonly end?: GraphTime;
  }[];
  readonly error?: { readonly responseCode?: string; readonly message?: string } | null;
}

const person = z.strictObject({
  address: z.string(),
  busy: z.array(z.strictObject({ start: z.string(), end: z.string(), status: z.string() })),
  error: z.string().nullable().describe('Why nothing can be said of this person'),
});

const most = 62 * 86_400_000;

/** https://learn.microsoft.com/graph/api/calendar-getschedule: at most 62 days. */
export const findFreeBusyAction = defineAction({
  ...common,
  name: 'find_free_busy',
  description: 'Tells when people, rooms or distribution lists are busy.',
  input: z
    .strictObject({
      addresses: z.array(z.email()).min(1).max(20),
      from: z.iso.datetime({ offset: true }),
      to: z.iso.datetime({ offset: true }),
    })
    .refine(
      ({ from, to }) => Date.parse(to) > Date.parse(from) && Date.parse(to) - Date.parse(from) <= most,
      {
        path: ['to'],
        message: 'must be after from, by at most 62 days',
      },
    ),
  output: z.strictObject({ people: z.array(person) }),
  async run(session, { addresses, from, to }) {
    const body = {
      schedules: addresses,
      startTime: inUtc(from),
      endTime: inUtc(to),
      availabilityViewInterval: 60,
    };
    const request = { method: 'POST', url: '/me/calendar/getSchedule', body, idempotent: true };
    const { value = [] } = (await call(session, request)).json<{ value?: readonly Schedule[] }>();
    return { people: value.map(personOf) };
  },
});

const inUtc = (text: string): GraphTime => ({
  dateTime: new Date(text).toISOString().slice(0, 19),
  timeZone: 'UTC',
});

const personOf = ({ scheduleId = '', scheduleItems = [], error }: Schedule): z.infer<typeof person> => ({
  address: scheduleId,
  busy: scheduleItems.flatMap(({ start, end, status = 'busy' }) =>
    start && end && status !== 'free' ? [{ start: told(start), end: told(end), status }] : [],
  ),
  error: error ? (error.message ?? error.responseCode ?? 'unknown') : null,
});

const told = ({ dateTime }: GraphTime): string => instantOf(dateTime).toString({ smallestUnit: 'second' });
