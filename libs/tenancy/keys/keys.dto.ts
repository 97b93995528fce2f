import { z } from 'zod';
import { listOf, name, secret, time } from '../common.dto.js';
import { roles } from '../access/roles.js';
import { Scope } from '../access/scopes.js';
import { daySeconds, longestOverlapSeconds } from './rotation.js';

const scopes = z.array(Scope).min(1).max(50);

export const CreateApiKey = z
  .strictObject({
    name,
    role: z.enum(roles),
    scopes: scopes.default(['*']),
    memberId: z
      .uuid()
      .optional()
      .describe('The member the key acts for; without it the key stands for a program'),
    expiresAt: time.optional(),
  })
  .meta({ id: 'CreateApiKey' });
export const CreateOperatorKey = z
  .strictObject({ name, expiresAt: time.optional() })
  .meta({ id: 'CreateOperatorKey' });
export const RotateKey = z
  .strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(longestOverlapSeconds)
      .default(daySeconds)
      .describe('How long the old key keeps working, unless it ends earlier by itself; 0: not at all'),
  })
  .meta({ id: 'RotateKey' });
const keyLife = {
  createdAt: time,
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
  successorId: z.uuid().nullable().describe('The key that took its place when it was rotated'),
};
const apiKeyFields = {
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  role: z.enum(roles),
  scopes: z.array(z.string()),
  memberId: z.uuid().nullable(),
  ...keyLife,
};
const operatorKeyFields = { id: z.uuid(), name: z.string(), prefix: z.string(), ...keyLife };
export const ApiKeyView = z.object(apiKeyFields).meta({ id: 'ApiKey' });
export const CreatedApiKey = z.object({ ...apiKeyFields, key: secret }).meta({ id: 'CreatedApiKey' });
export const OperatorKeyView = z.object(operatorKeyFields).meta({ id: 'OperatorKey' });
export const CreatedOperatorKey = z
  .object({ ...operatorKeyFields, key: secret })
  .meta({ id: 'CreatedOperatorKey' });
const predecessor = z
  .object({ id: z.uuid(), endsAt: time.describe('Until then the old key works as well') })
  .describe('The key that was rotated');
export const RotatedApiKey = z
  .object({ ...apiKeyFields, key: secret, predecessor })
  .meta({ id: 'RotatedApiKey' });
export const RotatedOperatorKey = z
  .object({ ...operatorKeyFields, key: secret, predecessor })
  .meta({ id: 'RotatedOperatorKey' });
export const ApiKeyPage = listOf(ApiKeyView, 'ApiKeyPage');
export const OperatorKeyList = listOf(OperatorKeyView, 'OperatorKeyList');
