import { conflict, HubError } from '#kernel';
import { nameOf } from './purposes.js';

/*
 * (nothing) → given | refused · given → withdrawn · given → expired, by time alone.
 * Refused, withdrawn and expired are final: who agrees again gets a new record under the notice of that day. An
 * expired consent can still be withdrawn, so that the wish is on record; withdrawing twice changes nothing.
 */
export const decidedStates = ['given', 'refused', 'withdrawn'] as const;
export type DecidedState = (typeof decidedStates)[number];
export const consentStates = [...decidedStates, 'expired'] as const;
export type ConsentState = (typeof consentStates)[number];

export interface Standing {
  readonly state: DecidedState;
  readonly expiresAt?: Date | null | undefined;
}

/** Expiry is the last instant at which the consent no longer holds: at `expiresAt` it is over. */
export const stateAt = ({ state, expiresAt }: Standing, now: Date): ConsentState =>
  state === 'given' && expiresAt && expiresAt <= now ? 'expired' : state;

/** False when the consent is withdrawn already and there is nothing to do. */
export const needsWithdrawal = ({ state }: Standing): boolean => {
  if (state === 'refused')
    throw conflict('consent_not_given', 'This consent was refused; there is nothing to withdraw.');
  return state === 'given';
};

/** What the gate says about a consent that is not given; undefined lets through. */
export const refusalOf = (state: ConsentState | 'missing', purpose: string): HubError | undefined => {
  if (state === 'given') return undefined;
  const { code, detail } = refusals[state];
  return new HubError(code, 409, `${detail(`“${nameOf(purpose)}”`)} ${nextStep}`, {
    extensions: { purpose, consentState: state, nextStep },
  });
};

const nextStep =
  'Ask the person whose account it is: send a new connect link, or record on the page Consents (POST …/consents) what they agreed to elsewhere. Then choose the new consent in place of this one; for a sync, in its settings.';

interface Refusal {
  readonly code: string;
  readonly detail: (purpose: string) => string;
}

const refusals: Readonly<Record<Exclude<ConsentState, 'given'> | 'missing', Refusal>> = {
  missing: { code: 'consent_missing', detail: purpose => `Nobody has agreed to ${purpose} here.` },
  refused: { code: 'consent_missing', detail: purpose => `The person did not agree to ${purpose}.` },
  withdrawn: { code: 'consent_withdrawn', detail: purpose => `The consent to ${purpose} was withdrawn.` },
  expired: { code: 'consent_expired', detail: purpose => `The consent to ${purpose} has expired.` },
};
