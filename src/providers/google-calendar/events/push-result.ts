import type { EventParts } from '../google-calendar.types.js';
import type { PushResult } from '#provider-sdk';
import type { CalendarEventFields } from '#unified-models';
import type { WriteContext } from '../mapping/write-event.js';
import type { EventsApi } from './events-api.js';
import { occurrenceSteps, takeSteps } from './occurrences.js';
import { changeOf, isSeries } from './parts.js';

/** One change on its way, with all that writing it takes. */
export interface Push {
  readonly api: EventsApi;
  readonly id: string;
  readonly fields: CalendarEventFields;
  readonly changed: readonly string[];
  readonly context: WriteContext;
}

export const answer = (
  outcome: PushResult['outcome'],
  id: string,
  parts: EventParts | undefined,
): PushResult => ({
  outcome,
  current: changeOf(id, parts),
});

/** Brings the occurrences of a series to what is wanted and answers with what is there. */
export const finish = async (push: Push, parts: EventParts | undefined): Promise<PushResult> => {
  if (!parts || !isSeries(parts.master)) return answer('applied', push.id, parts);
  const isTouched = push.changed.includes('exceptions') || push.changed.includes('recurrence');
  const steps = isTouched ? occurrenceSteps(parts, push.fields, push.context.floatingZone) : [];
  if (steps.length === 0) return answer('applied', push.id, parts);
  const done = await takeSteps(push.api, steps);
  return answer(done ? 'applied' : 'stale', push.id, await push.api.gather(push.id));
};
