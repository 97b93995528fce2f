import { z } from 'zod';
import { email, listOf, name, secret, time } from '../common.dto.js';
import { memberStatuses } from './member.entity.js';
import { roles } from '../access/roles.js';

export const CreateMember = z.strictObject({ email, name, role: z.enum(roles) }).meta({ id: 'CreateMember' });
export const ChangeMember = z
  .strictObject({
    name: name.optional(),
    role: z.enum(roles).optional(),
    status: z.enum(memberStatuses).optional(),
  })
  .meta({ id: 'ChangeMember' });
export const CreateSession = z
  .strictObject({ ttlSeconds: z.int().min(60).max(3600).default(900) })
  .meta({ id: 'CreateSession' });
export const MemberView = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: z.enum(roles),
    status: z.enum(memberStatuses),
    createdAt: time,
  })
  .meta({ id: 'Member' });
export const CreatedSession = z
  .object({ id: z.uuid(), memberId: z.uuid(), token: secret, expiresAt: time })
  .meta({ id: 'MemberSession' });
export const MemberPage = listOf(MemberView, 'MemberPage');
