import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

const PortalSessionSchema = defineEntity({
  name: 'PortalSession',
  tableName: 'portal_session',
  properties: {
    ...organizationScoped,
    scopes: p.array(),
    hash: p.text().hidden(),
    createdBy: p.text(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    revokedAt: p.datetime().nullable(),
  },
});
/** A bearer token for an hour by which an organization's own customers manage endpoints, and nothing else. */
export class PortalSession extends PortalSessionSchema.class {}
PortalSessionSchema.setClass(PortalSession);
