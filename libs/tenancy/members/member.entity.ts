import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { Role } from '../access/roles.js';

export const memberStatuses = ['active', 'suspended'] as const;
export type MemberStatus = (typeof memberStatuses)[number];

export const MemberSchema = defineEntity({
  name: 'Member',
  tableName: 'member',
  properties: {
    ...organizationScoped,
    email: p.text(),
    name: p.text(),
    role: p.text().$type<Role>(),
    status: p.text().$type<MemberStatus>(),
    createdAt: p.datetime(),
  },
});
export class Member extends MemberSchema.class {}
MemberSchema.setClass(Member);
