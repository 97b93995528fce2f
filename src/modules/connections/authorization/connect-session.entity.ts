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
    /** By a grant of the person, or by installing the app in an account. */
    method: p.string().$type<'oauth' | 'installation'>(),
    scopes: p.array(),
    /** What the vendor wants to know before sign-in, see `OAuth2Auth.settings`. */
    settings: p.json<Record<string, string>>(),
    noticeVersion: p.string(),
    returnTo: p.string().nullable(),
    /** In a popup the page that opened it is told; else the browser goes on to `returnTo`. */
    display: p.string().$type<'page' | 'popup'>().nullable(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    consumedAt: p.datetime().nullable(),
    consentIds: p.array(),
    /** Why the last sign-in connected nothing. */
    failureCode: p.string().nullable(),
    failureDetail: p.string().nullable(),
    failedAt: p.datetime().nullable(),
  },
});

/** A short-lived, single-use link that lets an end user authorize one connection. */
export class ConnectSession extends ConnectSessionSchema.class {}
ConnectSessionSchema.setClass(ConnectSession);
