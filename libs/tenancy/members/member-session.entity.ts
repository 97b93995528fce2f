import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

/** A bearer token for one member, at most an hour long; the host product exchanges its signed-in user for one. */
export const MemberSessionSchema = defineEntity({
  name: 'MemberSession',
  tableName: 'member_session',
  properties: {
    ...organizationScoped,
    memberId: p.uuid(),
    scopes: p.array(),
    hash: p.text().hidden(),
    createdBy: p.text(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
  },
});
export class MemberSession extends MemberSessionSchema.class {}
MemberSessionSchema.setClass(MemberSession);
