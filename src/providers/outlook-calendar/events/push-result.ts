import type { ProviderSession, PushResult } from '#provider-sdk';
import type { CalendarEventFields } from '#unified-models';
import type { EventParts } from '../graph.types.js';
import type { WriteContext } from '../mapping/write-event.js';
import type { EventsApi } from './events-api.js';
import { settleOccurrences } from './occurrences.js';
import { changeOf, isSeries } from './parts.js';

/** One change on its way, with all that writing it takes. */
export interface Push {
  readonly session: ProviderSession;
  readonly api: EventsApi;
  readonly recordId: string;
  readonly fields: CalendarEventFields;
  readonly changed: readonly string[];
  readonly context: WriteContext;
}

export const answer = (
  outcome: PushResult['outcome'],
  id: string,
  parts: EventParts | undefined,
): PushResult => ({ outcome, current: changeOf(id, parts) });

/** A new start sets the recurrence anew, which forgets the occurrences that were changed. */
const touching = ['exceptions', 'recurrence', 'start'];

/** Brings the occurrences of a series to what is wanted and answers with what is there. */
export const finish = async (push: Push, id: string): Promise<PushResult> => {
  const parts = await push.api.gather(id);
  if (!parts || !isSeries(parts.master)) return answer('applied', id, parts);
  if (!touching.some(name => push.changed.includes(name))) return answer('applied', id, parts);
  const settled = await settleOccurrences(push, parts);
  return answer(settled.isDone ? 'applied' : 'stale', id, settled.parts);
};
