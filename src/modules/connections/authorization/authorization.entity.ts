import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

const AuthorizationSchema = defineEntity({
  name: 'Authorization',
  tableName: 'authorization_attempt',
  properties: {
    ...organizationScoped,
    connectSessionId: p.uuid(),
    provider: p.string(),
    stateHash: p.blob(),
    browserHash: p.blob(),
    codeVerifier: p.blob().nullable(),
    redirectUri: p.string(),
    scopes: p.array(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    consumedAt: p.datetime().nullable(),
  },
});

/** One in-flight OAuth attempt. */
export class Authorization extends AuthorizationSchema.class {}
AuthorizationSchema.setClass(Authorization);
