import { conflict, HubError } from '#kernel';

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
  const { code, detail, nextStep } = refusals[state];
  return new HubError(code, 409, `${detail} ${nextStep}`, {
    extensions: { purpose, consentState: state, nextStep },
  });
};

const askAgain = 'Ask for consent again with a new connect session, or record it under …/consents.';
const refusals: Record<
  Exclude<ConsentState, 'given'> | 'missing',
  { code: string; detail: string; nextStep: string }
> = {
  missing: { code: 'consent_missing', detail: 'There is no consent for this purpose.', nextStep: askAgain },
  refused: { code: 'consent_missing', detail: 'Consent for this purpose was refused.', nextStep: askAgain },
  withdrawn: {
    code: 'consent_withdrawn',
    detail: 'Consent for this purpose was withdrawn.',
    nextStep: askAgain,
  },
  expired: { code: 'consent_expired', detail: 'Consent for this purpose has expired.', nextStep: askAgain },
};
