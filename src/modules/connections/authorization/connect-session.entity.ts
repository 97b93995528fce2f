import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

const ConnectSessionSchema = defineEntity({
  name: 'ConnectSession',
  tableName: 'connect_session',
  properties: {
    ...organizationScoped,
    integrationId: p.uuid(),
    /** Before: the connection to reconnect. After: the one that was made. */
    connectionId: p.uuid().nullable(),
    tokenHash: p.blob(),
    endUserId: p.string(),
    endUserLabel: p.string().nullable(),
    memberId: p.uuid().nullable(),
    scopes: p.array(),
    noticeVersion: p.string(),
    returnTo: p.string().nullable(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    consumedAt: p.datetime().nullable(),
    consentIds: p.array(),
  },
});

/** A short-lived, single-use link that lets an end user authorize one connection. */
export class ConnectSession extends ConnectSessionSchema.class {}
ConnectSessionSchema.setClass(ConnectSession);
