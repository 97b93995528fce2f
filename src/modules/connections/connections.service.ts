import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Audit } from '#audit';
import { Outbox } from '#database';
import { Integrations } from '#integrations';
import { Clock, conflict, currentOrganization, HubError, newId, notFound } from '#kernel';
import type { RemoteAccount } from '#provider-sdk';
import { Quotas } from '../quotas/index.js';
import { Connection } from './connection.entity.js';
import { connectionConnected, connectionDisconnected } from './connection.event-types.js';
import { connectionEvents } from './connections.events.js';
import { Credentials, type NewCredential } from './credentials/credentials.service.js';

export interface NewConnection {
  readonly integrationId: string;
  readonly provider: string;
  readonly account: RemoteAccount;
  readonly credential: NewCredential;
  readonly settings: Readonly<Record<string, string>>;
  readonly grantedScopes: readonly string[];
  readonly endUserId: string | null;
  readonly memberId: string | null;
  /** Reconnect this one: same id, same data, and it must be the same remote account. */
  readonly reconnectId: string | null;
  /** What must happen in the same transaction, such as using up the link that led here. */
  readonly alongside?: (connectionId: string) => Promise<void>;
}

const locked = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;

/** What events say of a connection: nothing about the person. */
export const factsOf = ({ id, integrationId, provider }: Connection) => ({
  connectionId: id,
  integrationId,
  provider,
});

export const requireReconnectable = ({ status }: Connection): void => {
  if (status !== 'disconnected') return;
  throw conflict(
    'connection_disconnected',
    'A disconnected connection cannot be reconnected. Make a new one.',
  );
};

@Injectable()
export class Connections {
  constructor(
    private readonly em: EntityManager,
    private readonly integrations: Integrations,
    private readonly credentials: Credentials,
    private readonly quotas: Quotas,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly events: EventEmitter2,
    private readonly clock: Clock,
  ) {}

  async get(id: string): Promise<Connection> {
    const connection = await this.em.findOne(Connection, { id });
    if (!connection) throw notFound('connection');
    return connection;
  }

  async requireEnabled(integrationId: string) {
    const integration = await this.integrations.get(integrationId);
    if (integration.enabled) return integration;
    throw new HubError('integration_disabled', 409, 'This integration is disabled. Enable it first.');
  }

  /** Stores a proven credential: makes the connection, or repairs the one that reaches this account already. */
  async establish(input: NewConnection): Promise<Connection> {
    const connection = await this.em.transactional(async em => {
      const existing = await this.existing(input);
      if (!existing) await this.quotas.requireRoom('connections');
      const target = existing ?? this.create(input);
      this.bring(target, input);
      await em.flush();
      await this.credentials.store(target.id, input.credential);
      await em.flush();
      await this.outbox.publish(connectionConnected, [
        { data: { ...factsOf(target), reconnected: existing !== null } },
      ]);
      await input.alongside?.(target.id);
      await this.audit.record({
        action: existing ? 'connection.reconnected' : 'connection.created',
        target: { type: 'connection', id: target.id },
        details: {
          provider: input.provider,
          integrationId: input.integrationId,
          scopes: input.grantedScopes,
        },
        personal: { account: input.account.name, email: input.account.email },
      });
      return target;
    });
    this.events.emit(connectionEvents.connected, { connectionId: connection.id });
    return connection;
  }

  /** Stops all use at once; the vendor is told by a job, which repeats until it took the credential back. */
  async disconnect(id: string): Promise<Connection> {
    const connection = await this.em.transactional(async em => {
      const found = await this.lock(id);
      if (found.status === 'disconnected') return found;
      const now = this.clock.now();
      found.status = 'disconnected';
      found.disconnectedAt = now;
      found.updatedAt = now;
      found.revocation = 'pending';
      found.revokeAfter = now;
      await em.flush();
      await this.outbox.publish(connectionDisconnected, [{ data: factsOf(found) }]);
      await this.audit.record({
        action: 'connection.disconnected',
        target: { type: 'connection', id },
        details: { provider: found.provider },
      });
      return found;
    });
    this.events.emit(connectionEvents.disconnected, { connectionId: id });
    return connection;
  }

  /** Connecting and disconnecting wait for each other: a job destroys the credential of what was disconnected. */
  private async lock(id: string): Promise<Connection> {
    const connection = await this.em.findOne(Connection, { id }, locked);
    if (!connection) throw notFound('connection');
    return connection;
  }

  private async existing(input: NewConnection): Promise<Connection | null> {
    const { integrationId, account, reconnectId } = input;
    if (!reconnectId) {
      const where = { integrationId, remoteAccountId: account.id, status: { $ne: 'disconnected' as const } };
      return this.em.findOne(Connection, where, locked);
    }
    const connection = await this.lock(reconnectId);
    requireReconnectable(connection);
    if (connection.remoteAccountId !== account.id) {
      throw conflict(
        'different_account',
        'This is another account than the one the connection reaches. Sign in with that one, or make a new connection.',
      );
    }
    return connection;
  }

  private create(input: NewConnection): Connection {
    const now = this.clock.now();
    const connection = this.em.create(Connection, {
      id: newId(),
      organizationId: currentOrganization(),
      integrationId: input.integrationId,
      provider: input.provider,
      status: 'active',
      remoteAccountId: input.account.id,
      remoteAccountName: input.account.name,
      remoteAccountEmail: input.account.email,
      settings: {},
      grantedScopes: [],
      endUserId: input.endUserId,
      memberId: input.memberId,
      revocation: 'none',
      revocationAttempts: 0,
      createdAt: now,
      updatedAt: now,
    });
    this.em.persist(connection);
    return connection;
  }

  private bring(connection: Connection, input: NewConnection): void {
    connection.status = 'active';
    connection.remoteAccountName = input.account.name;
    connection.remoteAccountEmail = input.account.email;
    connection.settings = { ...input.settings };
    connection.grantedScopes = [...input.grantedScopes];
    connection.lastErrorCode = null;
    connection.lastErrorDetail = null;
    connection.lastErrorAt = null;
    connection.updatedAt = this.clock.now();
  }
}
