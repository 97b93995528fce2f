import { errors } from 'jose';
import { refuse, type Refusal } from '../delivery.js';

const inTime = new Set(['exp', 'nbf', 'iat']);

/** What jose found wrong, in our words. */
export function refusalOf(error: errors.JOSEError): Refusal {
  if (error instanceof errors.JWTExpired) return refuse('expired');
  if (error instanceof errors.JWTClaimValidationFailed) return claimRefusal(error);
  if (error instanceof errors.JOSEAlgNotAllowed) return refuse('wrong_algorithm');
  if (error instanceof errors.JWKSInvalid) return { ...refuse('keys_unavailable'), cause: error };
  const notBy = [
    errors.JWSSignatureVerificationFailed,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys, // no key id, so it cannot be told which key is meant
  ];
  return refuse(notBy.some(kind => error instanceof kind) ? 'mismatch' : 'malformed');
}

/** A time that is there and not yet due is out of the window; one that is not there, or no number, is another matter. */
function claimRefusal({ claim, reason }: errors.JWTClaimValidationFailed): Refusal {
  return refuse(inTime.has(claim) && reason === 'check_failed' ? 'expired' : 'wrong_claims');
}
