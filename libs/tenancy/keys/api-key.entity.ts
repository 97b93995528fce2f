import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { Role } from '../access/roles.js';

export const ApiKeySchema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  properties: {
    ...organizationScoped,
    memberId: p.uuid().nullable(),
    name: p.text(),
    role: p.text().$type<Role>(),
    scopes: p.array(),
    prefix: p.text(),
    hash: p.text().hidden(),
    createdBy: p.text(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().nullable(),
    lastUsedAt: p.datetime().nullable(),
    revokedAt: p.datetime().nullable(),
    successorId: p.uuid().nullable(),
  },
});
export class ApiKey extends ApiKeySchema.class {}
ApiKeySchema.setClass(ApiKey);
