import { Temporal } from 'temporal-polyfill';
import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import type { GraphTime } from '../graph.types.js';
import { instantOf, isWithin, occurrencesOf, utc } from './occurrences.js';
import { refuse } from './refusal.js';
import { type EventStore, timeOf } from './store.js';

/** `getSchedule`: of the owner everything, of anybody else that they are not known. */
export const scheduleOf = (stores: readonly EventStore[], request: SimulatorRequest): SimulatorReply => {
  const { schedules, startTime, endTime } = request.json();
  if (!Array.isArray(schedules)) throw refuse(400, 'ErrorInvalidRequest', 'schedules are missing.');
  const from = instantOf(startTime as GraphTime);
  const to = instantOf(endTime as GraphTime);
  if (Temporal.Instant.compare(from, to) >= 0 || from.until(to).total('hours') > 62 * 24)
    throw refuse(400, 'ErrorTimeIntervalTooBig', 'The time period is empty or longer than 62 days.');
  const value = schedules.map((scheduleId: unknown) => {
    const own = stores.filter(({ owner }) => owner.email === scheduleId);
    if (own.length === 0)
      return {
        scheduleId,
        error: { responseCode: 'ErrorMailRecipientNotFound', message: 'Unable to resolve.' },
      };
    return { scheduleId, scheduleItems: own.flatMap(store => busyIn(store, from, to)) };
  });
  return { status: 200, body: { value } };
};

const busyIn = (store: EventStore, from: Temporal.Instant, to: Temporal.Instant): object[] =>
  store
    .all()
    .flatMap(event => (event.recurrence ? [...occurrencesOf(store, event).values()] : [event]))
    .filter(event => isWithin(event, from, to))
    .map(event => ({
      status: event.showAs,
      start: utc(instantOf(timeOf(event.start))),
      end: utc(instantOf(timeOf(event.end))),
    }));
