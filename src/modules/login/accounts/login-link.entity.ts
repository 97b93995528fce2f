import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

/** A link that works once: to set the hub up, or to choose a new password. */
export const LoginLinkSchema = defineEntity({
  name: 'LoginLink',
  tableName: 'login_link',
  properties: {
    ...organizationScoped,
    accountId: p.uuid().nullable(),
    purpose: p.text().$type<'setup' | 'password_reset'>(),
    hash: p.text().hidden(),
    /** The organization whose owner made it, or the installation. */
    issuedIn: p.uuid(),
    createdBy: p.text(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  },
});
export class LoginLink extends LoginLinkSchema.class {}
LoginLinkSchema.setClass(LoginLink);
