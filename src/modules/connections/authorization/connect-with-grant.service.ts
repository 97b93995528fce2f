import { Injectable } from '@nestjs/common';
import type { Integration } from '#integrations';
import { Clock, HubError } from '#kernel';
import { type ProviderManifest, ProviderRegistry } from '#provider-sdk';
import type { Connection } from '../connection.entity.js';
import { Connections } from '../connections.service.js';
import { expiryOf } from '../credentials/refresher.service.js';
import type { TokenResponse } from '../credentials/token-response.js';
import { ProviderSessions } from '../provider-sessions.js';
import type { ConnectSession } from './connect-session.entity.js';
import { ConnectSessions } from './connect-sessions.service.js';

/** Connects with what a vendor granted, after a real call has proven it. */
@Injectable()
export class ConnectWithGrant {
  constructor(
    private readonly connections: Connections,
    private readonly connectSessions: ConnectSessions,
    private readonly registry: ProviderRegistry,
    private readonly sessions: ProviderSessions,
    private readonly clock: Clock,
  ) {}

  async connect(
    session: ConnectSession,
    integration: Integration,
    token: TokenResponse,
  ): Promise<Connection> {
    const { manifest } = this.registry.get(integration.provider);
    const granted = token.scopes ?? session.scopes;
    requireScopes(manifest, granted);
    const secret = {
      kind: 'oauth2',
      accessToken: token.accessToken,
      refreshToken: token.refreshToken,
      tokenType: token.tokenType,
    } as const;
    const trial = this.sessions.trial(integration.provider, secret, {});
    return this.connections.establish({
      integrationId: integration.id,
      provider: integration.provider,
      account: await trial.provider.identify(trial.session),
      credential: {
        secret,
        expiresAt: expiryOf(token, this.clock.now()),
        refreshable: token.refreshToken !== null,
      },
      settings: {},
      grantedScopes: granted,
      endUserId: session.endUserId,
      memberId: session.memberId ?? null,
      reconnectId: session.connectionId ?? null,
      alongside: id => this.connectSessions.complete(session, id),
    });
  }
}

const requireScopes = (manifest: ProviderManifest, granted: readonly string[]): void => {
  const missing = manifest.scopes.filter(use => use.required && !granted.includes(use.scope));
  if (missing.length === 0) return;
  const reasons = missing.map(use => `${use.scope} (${use.reason})`).join('; ');
  throw new HubError(
    'scope_missing',
    422,
    `Not connected: a needed permission was not granted: ${reasons}. Try again and leave it ticked.`,
  );
};
