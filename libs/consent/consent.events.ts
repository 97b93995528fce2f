import type { SubjectType } from './consent-record.entity.js';
import type { PurposeKey } from './purposes.js';

/** Name of the domain event; emitted in this process once the withdrawal is committed. */
export const consentWithdrawn = 'consent.withdrawn';

/**
 * A hurry-up, no guarantee: other processes do not hear it. What holds everywhere is that the gate reads the record
 * anew each time it is asked.
 */
export interface ConsentWithdrawn {
  readonly organizationId: string;
  readonly consentId: string;
  readonly connectionId: string | null;
  readonly purpose: PurposeKey;
  readonly subject: { readonly type: SubjectType; readonly id: string };
  readonly withdrawnAt: string;
}
