import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { AccessRole } from '#tenancy';

/** A link by which a person becomes a member, or an operator when the organization is the installation. */
export const InvitationSchema = defineEntity({
  name: 'Invitation',
  tableName: 'invitation',
  properties: {
    ...organizationScoped,
    email: p.text(),
    role: p.text().$type<AccessRole>(),
    hash: p.text().hidden(),
    createdBy: p.text(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    acceptedAt: p.datetime().nullable(),
    revokedAt: p.datetime().nullable(),
  },
});
export class Invitation extends InvitationSchema.class {}
InvitationSchema.setClass(Invitation);
