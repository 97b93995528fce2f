import { z } from 'zod';
import { listOf, name, secret, time } from '../common.dto.js';
import { roles } from '../access/roles.js';
import { Scope } from '../access/scopes.js';

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
const keyTimes = {
  createdAt: time,
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
};
const apiKeyFields = {
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  role: z.enum(roles),
  scopes: z.array(z.string()),
  memberId: z.uuid().nullable(),
  ...keyTimes,
};
const operatorKeyFields = { id: z.uuid(), name: z.string(), prefix: z.string(), ...keyTimes };
export const ApiKeyView = z.object(apiKeyFields).meta({ id: 'ApiKey' });
export const CreatedApiKey = z.object({ ...apiKeyFields, key: secret }).meta({ id: 'CreatedApiKey' });
export const OperatorKeyView = z.object(operatorKeyFields).meta({ id: 'OperatorKey' });
export const CreatedOperatorKey = z
  .object({ ...operatorKeyFields, key: secret })
  .meta({ id: 'CreatedOperatorKey' });
export const ApiKeyPage = listOf(ApiKeyView, 'ApiKeyPage');
export const OperatorKeyList = listOf(OperatorKeyView, 'OperatorKeyList');
