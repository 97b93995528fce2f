import type { ProviderManifest } from '#provider-sdk';
import type { Connection } from './connection.entity.js';
import type { ConnectionView } from './connections.dto.js';
import type { Credential } from './credentials/credential.entity.js';

const time = (date: Date | null | undefined): string | null => date?.toISOString() ?? null;

export const viewConnection = (
  connection: Connection,
  manifest: ProviderManifest,
  credential: Credential | undefined,
): ConnectionView => ({
  id: connection.id,
  integrationId: connection.integrationId,
  provider: connection.provider,
  status: connection.status,
  account: {
    id: connection.remoteAccountId,
    name: connection.remoteAccountName,
    email: connection.remoteAccountEmail ?? null,
  },
  settings: connection.settings,
  grantedScopes: connection.grantedScopes,
  missing: missingScopes(manifest, connection.grantedScopes),
  endUserId: connection.endUserId ?? null,
  memberId: connection.memberId ?? null,
  credential: credential ? { expiresAt: time(credential.expiresAt), renews: credential.refreshable } : null,
  revocation: connection.revocation,
  lastError: lastErrorOf(connection),
  lastUsedAt: time(connection.lastUsedAt),
  createdAt: connection.createdAt.toISOString(),
  updatedAt: connection.updatedAt.toISOString(),
  disconnectedAt: time(connection.disconnectedAt),
});

const missingScopes = (manifest: ProviderManifest, granted: readonly string[]) =>
  manifest.auth.kind === 'oauth2'
    ? manifest.scopes
        .filter(({ scope }) => !granted.includes(scope))
        .map(({ scope, purpose, reason }) => ({ scope, purpose, reason }))
    : [];

const lastErrorOf = ({ lastErrorCode, lastErrorDetail, lastErrorAt }: Connection) =>
  lastErrorCode && lastErrorAt
    ? { code: lastErrorCode, detail: lastErrorDetail ?? '', at: lastErrorAt.toISOString() }
    : null;
