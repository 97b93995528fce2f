import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Clock, invalid, notFound } from '#kernel';
import { type ProviderManifest, ProviderRegistry } from '#provider-sdk';
import { Member } from '#tenancy';
import type { ConnectSession } from './authorization/connect-session.entity.js';
import { ConnectSessions } from './authorization/connect-sessions.service.js';
import { Connection } from './connection.entity.js';
import type { ReconnectConnection, TransferConnection } from './connections.dto.js';
import { Connections, requireReconnectable } from './connections.service.js';

/** Connections outlive authorizations, and sometimes the people who made them. */
@Injectable()
export class ConnectionCare {
  constructor(
    private readonly em: EntityManager,
    private readonly connections: Connections,
    private readonly sessions: ConnectSessions,
    private readonly registry: ProviderRegistry,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** A connect session that asks for what the connection was made with. */
  async reconnect(id: string, wish: ReconnectConnection): Promise<{ session: ConnectSession; url: string }> {
    const connection = await this.connections.get(id);
    requireReconnectable(connection);
    const { manifest } = this.registry.get(connection.provider);
    const { endUserId = connection.endUserId ?? connection.memberId, ...rest } = wish;
    if (!endUserId) throw invalid('endUserId', 'the connection belongs to nobody yet: say who connects it');
    return this.sessions.create({
      ...rest,
      integrationId: connection.integrationId,
      connectionId: id,
      endUserId,
      ...(connection.memberId ? { memberId: connection.memberId } : {}),
      method: connection.settings['installationId'] ? 'installation' : 'oauth',
      settings: askedSettings(manifest, connection.settings),
    });
  }

  transfer(id: string, { endUserId, memberId }: TransferConnection): Promise<Connection> {
    return this.em.transactional(async em => {
      const lock = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const connection = await em.findOne(Connection, { id }, lock);
      if (!connection) throw notFound('connection');
      requireReconnectable(connection);
      if (memberId) await this.requireMember(memberId);
      const before = { memberId: connection.memberId ?? null, endUserId: connection.endUserId ?? null };
      if (memberId !== undefined) connection.memberId = memberId;
      if (endUserId !== undefined) connection.endUserId = endUserId;
      connection.updatedAt = this.clock.now();
      await em.flush();
      await this.audit.record({
        action: 'connection.transferred',
        target: { type: 'connection', id },
        details: { fromMemberId: before.memberId, toMemberId: connection.memberId ?? null },
        personal: { fromEndUserId: before.endUserId, toEndUserId: connection.endUserId ?? null },
      });
      return connection;
    });
  }

  private async requireMember(id: string): Promise<void> {
    const member = await this.em.findOne(Member, { id });
    if (member?.status !== 'active') throw invalid('memberId', 'there is no such active member here');
  }
}

const askedSettings = (
  { auth }: ProviderManifest,
  settings: Readonly<Record<string, string>>,
): Record<string, string> => {
  const asked = auth.kind === 'oauth2' ? Object.keys(auth.settings?.shape ?? {}) : [];
  return Object.fromEntries(Object.entries(settings).filter(([name]) => asked.includes(name)));
};
