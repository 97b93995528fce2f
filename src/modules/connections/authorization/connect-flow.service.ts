import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Consents } from '#consent';
import { OrganizationScope } from '#database';
import { type Integration, Integrations } from '#integrations';
import { Clock, currentContext, HubError } from '#kernel';
import { type ProviderManifest, ProviderRegistry } from '#provider-sdk';
import { ConnectWithSecret } from '../connect-with-secret.js';
import type { Connection } from '../connection.entity.js';
import { Connections } from '../connections.service.js';
import { expiryOf } from '../credentials/refresher.service.js';
import type { TokenResponse } from '../credentials/token-response.js';
import { ProviderSessions } from '../provider-sessions.js';
import { Authorizations, hashOf, invalidState } from './authorizations.service.js';
import type { ConnectSession } from './connect-session.entity.js';
import { ConnectSessions } from './connect-sessions.service.js';
import type { StrategyOutcome } from './oauth-strategy.js';

export interface Finished {
  readonly session: ConnectSession;
  readonly manifest: ProviderManifest;
  readonly connection: Connection | null;
  /** Why nothing was connected, in words for the person; null when it was. */
  readonly refusal: string | null;
}

/** What an end user does with a connect session: agree, sign in at the vendor (or type a secret), come back. */
@Injectable()
export class ConnectFlow {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly connectSessions: ConnectSessions,
    private readonly authorizations: Authorizations,
    private readonly integrations: Integrations,
    private readonly connections: Connections,
    private readonly secrets: ConnectWithSecret,
    private readonly consents: Consents,
    private readonly sessions: ProviderSessions,
    private readonly registry: ProviderRegistry,
    private readonly clock: Clock,
  ) {}

  async integrationOf(
    session: ConnectSession,
  ): Promise<{ integration: Integration; manifest: ProviderManifest }> {
    const integration = await this.integrations.get(session.integrationId);
    return { integration, manifest: this.registry.get(integration.provider).manifest };
  }

  /** The person agreed and goes on to the vendor. Answers where to send the browser. */
  async authorize(session: ConnectSession, browser: string): Promise<string> {
    this.connectSessions.requireOpen(session);
    const { integration, manifest } = await this.integrationOf(session);
    await this.connections.requireEnabled(integration.id);
    await this.agree(session, manifest);
    return this.authorizations.start(session, integration, browser);
  }

  /** The person agreed and typed a secret. */
  async submit(session: ConnectSession, credentials: Readonly<Record<string, string>>): Promise<Finished> {
    this.connectSessions.requireOpen(session);
    const { manifest } = await this.integrationOf(session);
    const connection = await this.secrets.connect({
      integrationId: session.integrationId,
      credentials,
      endUserId: session.endUserId,
      memberId: session.memberId ?? null,
      reconnectId: session.connectionId ?? null,
      alongside: id => this.connectSessions.complete(session, id),
    });
    await this.agree(session, manifest);
    return { session, manifest, connection, refusal: null };
  }

  /** The browser came back from the vendor. */
  async callback(
    provider: string,
    query: Readonly<Record<string, unknown>>,
    browser: string | undefined,
  ): Promise<Finished> {
    const { state } = query;
    if (typeof state !== 'string' || state.length > 200) throw invalidState();
    const found = await this.scope.acrossOrganizations(
      'the state of an OAuth callback names its organization',
      em =>
        em.execute<{ id: string; organization_id: string }[]>(
          'select id, organization_id from authorization_attempt where state_hash = ?',
          [hashOf(state)],
        ),
    );
    const row = found[0];
    if (!row) throw invalidState();
    const actor = { kind: 'end_user', id: row.id } as const;
    return this.scope.run(row.organization_id, actor, () => this.finish(row.id, provider, query, browser));
  }

  private async finish(
    id: string,
    provider: string,
    query: Readonly<Record<string, unknown>>,
    browser: string | undefined,
  ): Promise<Finished> {
    const attempt = await this.authorizations.consume(id, provider, browser);
    const session = await this.connectSessions.get(attempt.connectSessionId);
    const context = currentContext();
    if (context) context.actor = { kind: 'end_user', id: session.endUserId };
    this.connectSessions.requireOpen(session);
    const { integration, manifest } = await this.integrationOf(session);
    await this.connections.requireEnabled(integration.id);
    const party = await this.sessions.party({ integrationId: integration.id, provider });
    const outcome = await this.authorizations.finish(attempt, party, query);
    if (outcome.kind !== 'granted') {
      return { session, manifest, connection: null, refusal: refusalOf(outcome) };
    }
    const connection = await this.connect(session, integration, outcome.token);
    return { session, manifest, connection, refusal: null };
  }

  private async connect(
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

  /** One consent per purpose that the asked scopes serve; asked once per session, however often the page is sent. */
  private async agree(session: ConnectSession, manifest: ProviderManifest): Promise<void> {
    if (session.consentIds.length > 0) return;
    const served = manifest.scopes.filter(use => session.scopes.includes(use.scope)).map(use => use.purpose);
    const purposes = new Set([
      ...served,
      ...(manifest.auth.kind === 'oauth2' ? [] : manifest.models.map(m => m.purpose)),
    ]);
    for (const purpose of purposes) {
      const consent = await this.consents.give({
        subject: {
          type: 'end_user',
          id: session.endUserId,
          ...(session.endUserLabel ? { label: session.endUserLabel } : {}),
        },
        purpose,
        lawfulBasis: 'consent',
        noticeVersion: session.noticeVersion,
        method: 'connect_page',
      });
      session.consentIds.push(consent.id);
    }
    await this.em.flush();
  }
}

const refusalOf = (outcome: StrategyOutcome): string =>
  outcome.kind === 'refused' && outcome.reason !== 'access_denied'
    ? 'The provider could not complete this. Nothing was connected; try again later.'
    : 'You did not agree at the provider. Nothing was connected.';

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
