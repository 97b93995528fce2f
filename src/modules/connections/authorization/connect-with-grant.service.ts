import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { ProviderRegistry } from '#provider-sdk';
import type { Connection } from '../connection.entity.js';
import { Connections } from '../connections.service.js';
import { credentialOf } from '../credentials/grants.js';
import type { TokenResponse } from '../credentials/token-response.js';
import { ProviderSessions } from '../provider-sessions.js';
import { ConnectSessions } from './connect-sessions.service.js';
import { ConnectWithInstallation, type GrantedStep } from './connect-with-installation.service.js';
import { grantedBy, requireScopes } from './granted-scopes.js';

/** Connects with what a vendor granted, after a real call has proven it. */
@Injectable()
export class ConnectWithGrant {
  constructor(
    private readonly connections: Connections,
    private readonly connectSessions: ConnectSessions,
    private readonly registry: ProviderRegistry,
    private readonly sessions: ProviderSessions,
    private readonly installations: ConnectWithInstallation,
    private readonly clock: Clock,
  ) {}

  async connect(step: GrantedStep, token: TokenResponse): Promise<Connection> {
    const { agreement, session, integration } = step;
    if (session.method === 'installation') return this.installations.connect(step, token);
    const { manifest } = this.registry.get(integration.provider);
    const names = manifest.auth.kind === 'oauth2' ? manifest.auth.scopeNames : undefined;
    const granted = grantedBy(token, session.scopes, names);
    requireScopes(manifest, granted);
    const credential = credentialOf(token, this.clock.now());
    const trial = this.sessions.trial(integration.provider, credential.secret, session.settings);
    return this.connections.establish({
      integrationId: integration.id,
      provider: integration.provider,
      account: await trial.provider.identify(trial.session),
      credential,
      settings: session.settings,
      grantedScopes: granted,
      endUserId: session.endUserId,
      memberId: session.memberId ?? null,
      reconnectId: session.connectionId ?? null,
      alongside: id => this.connectSessions.complete(session, agreement, id),
    });
  }
}
