import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { KeptAgreement } from './agreement.js';

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
    /** Until a connection is made of it; of an attempt that came to nothing it is forgotten. */
    agreement: p.json<KeptAgreement>().nullable(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    consumedAt: p.datetime().nullable(),
  },
});

/** One in-flight OAuth attempt. */
export class Authorization extends AuthorizationSchema.class {}
AuthorizationSchema.setClass(Authorization);
