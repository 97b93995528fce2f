import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

/*
 * A connection is `active` until a refresh is confirmed impossible (`needs_reauth`; reconnecting makes it active again,
 * with the same id and data) or somebody disconnects it (`disconnected`, for good). Network trouble never changes it.
 * `revocation` follows the credential of a disconnected one: `pending` until the vendor took it back (`done`), has no
 * such call (`unsupported`), or would not after all attempts (`failed`), or until it turned out that another connection
 * still lives by that grant (`kept`); the hub's copy is destroyed in each case.
 */
const ConnectionSchema = defineEntity({
  name: 'Connection',
  tableName: 'connection',
  properties: {
    ...organizationScoped,
    integrationId: p.uuid(),
    provider: p.string(),
    status: p.string().$type<'active' | 'needs_reauth' | 'disconnected'>(),
    remoteAccountId: p.string(),
    remoteAccountName: p.string(),
    remoteAccountEmail: p.string().nullable(),
    /** What is not secret in the credentials, e.g. the server's address and the user name. */
    settings: p.json<Record<string, string>>(),
    grantedScopes: p.array(),
    endUserId: p.string().nullable(),
    memberId: p.uuid().nullable(),
    revocation: p.string().$type<'none' | 'pending' | 'done' | 'kept' | 'unsupported' | 'failed'>(),
    revocationAttempts: p.integer(),
    revokeAfter: p.datetime().nullable(),
    lastErrorCode: p.string().nullable(),
    lastErrorDetail: p.string().nullable(),
    lastErrorAt: p.datetime().nullable(),
    lastUsedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
    disconnectedAt: p.datetime().nullable(),
  },
});

/** One authorized link to one remote account, under an integration. */
export class Connection extends ConnectionSchema.class {}
ConnectionSchema.setClass(Connection);
