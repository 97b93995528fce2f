import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

/** One browser that is logged in. The token is in its cookie; here is the hash alone. */
export const LoginSessionSchema = defineEntity({
  name: 'LoginSession',
  tableName: 'login_session',
  properties: {
    ...organizationScoped,
    accountId: p.uuid(),
    hash: p.text().hidden(),
    method: p.text().$type<'password' | 'sso'>(),
    awaitsTotp: p.boolean(),
    actsAs: p.text().$type<'operator' | 'member'>().nullable(),
    actsIn: p.uuid().nullable(),
    createdAt: p.datetime(),
    seenAt: p.datetime(),
    authenticatedAt: p.datetime(),
    expiresAt: p.datetime(),
    address: p.text().nullable(),
    userAgent: p.text().nullable(),
  },
});
export class LoginSession extends LoginSessionSchema.class {}
LoginSessionSchema.setClass(LoginSession);
