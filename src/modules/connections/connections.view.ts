import type { BudgetState } from '#http';
import { type ProviderManifest, scopeName } from '#provider-sdk';
import type { ConnectSession } from './authorization/connect-session.entity.js';
import type { Connection } from './connection.entity.js';
import { stepAfter, troubleOf } from './connection-trouble.js';
import type { ConnectionView, ConnectSessionView } from './connections.dto.js';
import type { Credential } from './credentials/credential.entity.js';

const time = (date: Date | null | undefined): string | null => date?.toISOString() ?? null;

export const viewConnection = (
  connection: Connection,
  manifest: ProviderManifest,
  credential: Credential | undefined,
  budget: BudgetState | undefined,
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
  budget: budgetOf(budget),
  lastError: lastErrorOf(connection),
  trouble: troubleOf(connection, manifest),
  lastUsedAt: time(connection.lastUsedAt),
  createdAt: connection.createdAt.toISOString(),
  updatedAt: connection.updatedAt.toISOString(),
  disconnectedAt: time(connection.disconnectedAt),
});

const budgetOf = (state: BudgetState | undefined): ConnectionView['budget'] =>
  state && (state.remaining !== null || state.closedUntil !== null)
    ? { remaining: state.remaining, resetAt: time(state.resetAt), closedUntil: time(state.closedUntil) }
    : null;

const missingScopes = (manifest: ProviderManifest, granted: readonly string[]) =>
  manifest.auth.kind === 'oauth2'
    ? manifest.scopes
        .filter(use => !granted.includes(scopeName(use)))
        .map(use => ({ scope: scopeName(use), purpose: use.purpose, reason: use.reason }))
    : [];

const lastErrorOf = ({ lastErrorCode, lastErrorDetail, lastErrorAt }: Connection) =>
  lastErrorCode && lastErrorAt
    ? {
        code: lastErrorCode,
        detail: lastErrorDetail ?? '',
        nextStep: stepAfter(lastErrorCode),
        at: lastErrorAt.toISOString(),
      }
    : null;

export const viewConnectSession = (
  session: ConnectSession,
  status: ConnectSessionView['status'],
): ConnectSessionView => ({
  id: session.id,
  integrationId: session.integrationId,
  connectionId: session.connectionId ?? null,
  method: session.method,
  status,
  consentIds: session.consentIds,
  failure: failureOf(session),
  expiresAt: session.expiresAt.toISOString(),
});

const failureOf = ({ failureCode, failureDetail, failedAt, consumedAt }: ConnectSession) =>
  failureCode && failedAt && !consumedAt
    ? { code: failureCode, detail: failureDetail ?? failureCode, at: failedAt.toISOString() }
    : null;
