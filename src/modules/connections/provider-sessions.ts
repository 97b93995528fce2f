import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { OutboundClient } from '#http';
import { Integration, OAuthClients } from '#integrations';
import { Clock, HubError, notFound, providerDeadline, ProviderError } from '#kernel';
import {
  type ContentSession,
  fillTemplate,
  type IntegrationProvider,
  type ProviderManifest,
  ProviderRegistry,
  type ProviderSession,
  signInOf,
} from '#provider-sdk';
import { Connection } from './connection.entity.js';
import { ConnectionHealth } from './connection-health.js';
import type { OpenedCredential } from './credentials/credentials.service.js';
import { Refresher } from './credentials/refresher.service.js';
import type { Secret } from './credentials/secret.js';
import type { TokenParty } from './credentials/endpoint-call.js';
import { clientHolder, type ConnectionHolders } from './provider-budgets.js';
import { type Door, ProviderHttpClient, type Waiting } from './provider-http.js';

export interface OpenSession {
  readonly provider: IntegrationProvider;
  readonly manifest: ProviderManifest;
  readonly session: ProviderSession;
}

export interface OpenContentSession extends OpenSession {
  readonly session: ContentSession;
}

/**
 * Opens a provider's door for one connection. Ownership is checked when it opens (the row is only found inside its
 * organization) and again at each use of the credential.
 */
@Injectable()
export class ProviderSessions {
  constructor(
    private readonly em: EntityManager,
    private readonly registry: ProviderRegistry,
    private readonly outbound: OutboundClient,
    private readonly clients: OAuthClients,
    private readonly refresher: Refresher,
    private readonly health: ConnectionHealth,
    private readonly clock: Clock,
  ) {}

  /** For somebody who waits for the answer, or with `parks` for work that would rather come back than wait. */
  async open(connectionId: string, signal: AbortSignal, waiting: Waiting = 'waits'): Promise<OpenSession> {
    const connection = await this.find(connectionId);
    requireActive(connection);
    return this.sessionOf(connection, signal, { waiting });
  }

  /** As `open`, with a door through which contents stream, each of `maxBytes` at most. */
  async openContents(
    connectionId: string,
    signal: AbortSignal,
    maxBytes: number,
  ): Promise<OpenContentSession> {
    const connection = await this.find(connectionId);
    requireActive(connection);
    return this.sessionOf(connection, signal, { waiting: 'waits', contentBytes: maxBytes });
  }

  /** As `open`, also for a disconnected connection as long as its credential was not given back: to tidy up. */
  async openToLeave(connectionId: string, signal: AbortSignal): Promise<OpenSession> {
    const connection = await this.find(connectionId);
    if (connection.revocation !== 'pending') requireActive(connection);
    return this.sessionOf(connection, signal, { waiting: 'parks' });
  }

  private async find(connectionId: string): Promise<Connection> {
    const connection = await this.em.findOne(Connection, { id: connectionId }, { refresh: true });
    if (!connection) throw notFound('connection');
    return connection;
  }

  private async sessionOf(
    connection: Connection,
    signal: AbortSignal,
    terms: Pick<Door, 'waiting' | 'contentBytes'>,
  ): Promise<OpenContentSession> {
    const party = () => this.party(connection);
    return this.session(connection.provider, {
      key: connection.id,
      holders: await this.holdersOf(connection),
      settings: connection.settings,
      signal,
      ...terms,
      credential: refusedVersion =>
        this.health.watch(connection.id, () =>
          this.refresher.usable(connection.id, party, refusedVersion === undefined ? {} : { refusedVersion }),
        ),
    });
  }

  private async holdersOf({ id, integrationId, organizationId }: Connection): Promise<ConnectionHolders> {
    const integration = await this.em.findOneOrFail(Integration, { id: integrationId });
    return { connection: id, organization: organizationId, client: clientHolder(integration) };
  }

  /** A session for a credential that is not stored yet: proves it by `identify` before a connection is made. */
  trial(provider: string, secret: Secret, settings: Readonly<Record<string, string>>): OpenSession {
    const opened: OpenedCredential = {
      connectionId: '',
      version: 1,
      secret,
      expiresAt: null,
      refreshable: false,
      obtainedAt: this.clock.now(),
    };
    return this.session(provider, {
      key: 'trial',
      holders: { connection: 'trial', organization: null, client: null },
      settings,
      signal: providerDeadline(60_000),
      waiting: 'waits',
      credential: refused =>
        refused === undefined
          ? Promise.resolve(opened)
          : Promise.reject(new ProviderError('auth_expired', 'The provider refused these credentials.')),
    });
  }

  /** Who asks the vendor's token endpoint on behalf of a connection. */
  async party(
    connection: Pick<Connection, 'integrationId' | 'provider'> & Partial<Pick<Connection, 'settings'>>,
  ): Promise<TokenParty> {
    const integration = await this.em.findOneOrFail(Integration, { id: connection.integrationId });
    const { manifest } = this.registry.get(connection.provider);
    if (manifest.auth.kind !== 'oauth2') throw new Error(`${manifest.key} has no token endpoint`);
    const auth = signInOf(manifest.auth, connection.settings ?? {});
    return { manifest, auth, client: await this.clients.of(integration) };
  }

  private session(
    key: string,
    door: Omit<Door, 'manifest' | 'apiUrl'> & Pick<ProviderSession, 'settings'>,
  ): OpenContentSession {
    const { provider, manifest } = this.registry.get(key);
    const apiUrl = fillTemplate(manifest.apiUrl, door.settings);
    const http = new ProviderHttpClient(this.outbound, { ...door, manifest, apiUrl }, this.clock);
    const logger = new Logger(`provider:${key}`);
    const session: ContentSession = {
      http,
      apiUrl,
      signal: door.signal,
      logger: {
        info: (message, details) => logger.log({ ...details, connection: door.key }, message),
        warn: (message, details) => logger.warn({ ...details, connection: door.key }, message),
      },
      now: () => this.clock.now(),
      settings: door.settings,
    };
    return { provider, manifest, session };
  }
}

export const requireActive = (connection: Connection): void => {
  if (connection.status === 'active') return;
  const next =
    connection.status === 'needs_reauth'
      ? 'Its authorization ended. Reconnect it with a connect session for this connection.'
      : 'It was disconnected. Make a new connection.';
  throw new HubError(`connection_${connection.status}`, 409, `The connection cannot be used. ${next}`);
};
