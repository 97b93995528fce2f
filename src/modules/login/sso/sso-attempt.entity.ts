import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

/** One sign-in under way at the identity provider. Nonce and verifier follow from the browser's own secret, so no secret is stored. */
export const SsoAttemptSchema = defineEntity({
  name: 'SsoAttempt',
  tableName: 'sso_attempt',
  properties: {
    ...organizationScoped,
    stateHash: p.text().hidden(),
    browserHash: p.text().hidden(),
    /** Begun to prove again who it is, so a login that the provider remembers is not enough. */
    isConfirmation: p.boolean(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
  },
});
export class SsoAttempt extends SsoAttemptSchema.class {}
SsoAttemptSchema.setClass(SsoAttempt);
