import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

/**
 * A person who logs in. `organizationId` is the realm: the installation for those with a password, an organization for
 * those whom its single sign-on vouches for. Accounts of different realms are strangers, whatever their addresses.
 */
export const UserAccountSchema = defineEntity({
  name: 'UserAccount',
  tableName: 'user_account',
  properties: {
    ...organizationScoped,
    email: p.text(),
    name: p.text(),
    isOperator: p.boolean(),
    passwordHash: p.text().hidden().nullable(),
    totpSecret: p.blob().hidden().nullable(),
    totpVersion: p.integer(),
    /** Null while enrolment is not confirmed by a first code. */
    totpSince: p.datetime().nullable(),
    totpLastStep: p.integer().nullable(),
    createdAt: p.datetime(),
  },
});
export class UserAccount extends UserAccountSchema.class {}
UserAccountSchema.setClass(UserAccount);
