import type { ChainHead } from './chain.js';
import { hashOf, personalDigest } from './chain.js';
import type { EventLine } from './export-format.js';
import type { Problem, ProblemKind } from './problem.js';

/** What the lines so far established. */
export interface Progress {
  readonly organizationId: string;
  readonly before: ChainHead;
  last: ChainHead;
  lastOccurredAt: string | null;
  count: number;
  withoutPersonal: number;
}

export type Finding = Omit<Problem, 'line'>;

const found = (kind: ProblemKind, sequence: number, detail: string): Finding => ({ kind, sequence, detail });

/** The first thing that is wrong with this event at this place, in the order in which it explains most. */
export const checkEvent = (event: EventLine, progress: Progress): Finding | undefined =>
  checkPlace(event, progress) ?? checkHash(event, progress) ?? checkPersonal(event);

const checkPlace = (event: EventLine, { organizationId, last }: Progress): Finding | undefined => {
  const { sequence } = event;
  const expected = last.sequence + 1;
  if (event.organizationId !== organizationId) {
    return found(
      'foreign_organization',
      sequence,
      `The event belongs to organization ${event.organizationId}.`,
    );
  }
  if (sequence > expected) {
    return found('deleted', expected, `Event ${expected} is missing; event ${sequence} stands in its place.`);
  }
  if (sequence < expected) return found('inserted', sequence, `A further event claims sequence ${sequence}.`);
  return undefined;
};

const checkHash = (event: EventLine, { last }: Progress): Finding | undefined => {
  const { type: _type, personal: _personal, personalSalt: _salt, hash, ...facts } = event;
  if (hashOf(facts) !== hash) {
    return found('edited', event.sequence, 'The event does not have the hash it had when it was written.');
  }
  if (event.previousHash !== last.hash) {
    const detail = `Its predecessor was not event ${last.sequence} as it is here: one of the two was rewritten with a new hash.`;
    return found('link_broken', event.sequence, detail);
  }
  return undefined;
};

/** Erased is both gone; half of them, or personal data that no digest announces, is tampering. */
const checkPersonal = (event: EventLine): Finding | undefined => {
  const { personal, personalSalt, personalDigest: digest, sequence } = event;
  if (personal === null && personalSalt === null) return undefined;
  if (personal !== null && personalSalt !== null && personalDigest(personal, personalSalt) === digest)
    return undefined;
  return found('personal_edited', sequence, 'Its personal data is not what was recorded.');
};

export const checkClock = (
  event: EventLine,
  before: string | null,
  toleranceMs: number,
): Finding | undefined => {
  const backMs = before === null ? 0 : Date.parse(before) - Date.parse(event.occurredAt);
  if (backMs <= toleranceMs) return undefined;
  const detail = `The event says it occurred ${backMs} ms before its predecessor: the clock was set back. The hashes hold.`;
  return found('clock_set_back', event.sequence, detail);
};
