import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

export const defaultRoles = ['admin', 'member', 'auditor'] as const;

/** An organization's own identity provider (OpenID Connect). */
export const SsoConnectionSchema = defineEntity({
  name: 'SsoConnection',
  tableName: 'sso_connection',
  properties: {
    ...organizationScoped,
    issuer: p.text(),
    clientId: p.text(),
    clientSecret: p.blob().hidden(),
    secretVersion: p.integer(),
    /** Of people who come without an invitation. */
    defaultRole: p.text().$type<(typeof defaultRoles)[number]>(),
    /** Only addresses of these domains may come without an invitation. */
    allowedDomains: p.array(),
    isEnforced: p.boolean(),
    changedAt: p.datetime(),
  },
});
export class SsoConnection extends SsoConnectionSchema.class {}
SsoConnectionSchema.setClass(SsoConnection);
