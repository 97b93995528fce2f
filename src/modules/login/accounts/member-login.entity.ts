import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

/** That an account may act as a member. Issuer and subject are those of a single sign-on. */
export const MemberLoginSchema = defineEntity({
  name: 'MemberLogin',
  tableName: 'member_login',
  properties: {
    ...organizationScoped,
    memberId: p.uuid(),
    accountId: p.uuid(),
    issuer: p.text().nullable(),
    subject: p.text().nullable(),
    createdAt: p.datetime(),
  },
});
export class MemberLogin extends MemberLoginSchema.class {}
MemberLoginSchema.setClass(MemberLogin);
