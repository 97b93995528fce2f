import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Audit } from '#audit';
import { Outbox } from '#database';
import { Clock, HubError, ProviderError } from '#kernel';
import { Connection } from './connection.entity.js';
import { connectionNeedsReauth } from './connection.event-types.js';
import { connectionEvents } from './connections.events.js';
import { factsOf } from './connections.service.js';

const usedAtStepMs = 60_000;

/** Keeps a connection's state and its last error honest. */
@Injectable()
export class ConnectionHealth {
  constructor(
    private readonly em: EntityManager,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly events: EventEmitter2,
    private readonly clock: Clock,
  ) {}

  /** Runs `work` and notes what it says about the connection. Only `auth_expired` changes the state. */
  async watch<T>(connectionId: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ProviderError) await this.failed(connectionId, error);
      throw error;
    }
  }

  async failed(connectionId: string, error: HubError): Promise<void> {
    const broke = await this.em.transactional(async em => {
      const connection = await em.findOneOrFail(Connection, { id: connectionId }, { refresh: true });
      const at = this.clock.now();
      connection.lastErrorCode = error.code;
      connection.lastErrorDetail = error.publicDetail;
      connection.lastErrorAt = at;
      const gone = error instanceof ProviderError && error.providerCode === 'auth_expired';
      if (!gone || connection.status !== 'active') return false;
      connection.status = 'needs_reauth';
      connection.updatedAt = at;
      await em.flush();
      await this.outbox.publish(connectionNeedsReauth, [{ data: factsOf(connection) }]);
      await this.audit.record({
        action: 'connection.needs_reauth',
        target: { type: 'connection', id: connectionId },
        outcome: 'failure',
        details: { provider: connection.provider, reason: error.publicDetail },
      });
      return true;
    });
    if (broke) this.events.emit(connectionEvents.needsReauth, { connectionId });
  }

  /** The person took their own token back: what needs it is missing from now on, and the rest goes on. */
  async lostUserToken(connectionId: string): Promise<void> {
    await this.em.transactional(async em => {
      const connection = await em.findOneOrFail(Connection, { id: connectionId }, { refresh: true });
      connection.grantedScopes = connection.grantedScopes.filter(scope => !scope.startsWith('user:'));
      connection.updatedAt = this.clock.now();
      await em.flush();
      await this.audit.record({
        action: 'connection.user_token_lost',
        target: { type: 'connection', id: connectionId },
        outcome: 'failure',
        details: { provider: connection.provider },
      });
    });
  }

  /** Notes a success; at most once a minute, so that a busy connection does not write for every use. */
  async worked(connectionId: string): Promise<void> {
    const now = this.clock.now();
    const connection = await this.em.findOneOrFail(Connection, { id: connectionId });
    const recent = connection.lastUsedAt && now.getTime() - connection.lastUsedAt.getTime() < usedAtStepMs;
    if (recent && !connection.lastErrorCode) return;
    const clean = { lastErrorCode: null, lastErrorDetail: null, lastErrorAt: null };
    await this.em.nativeUpdate(Connection, { id: connectionId }, { lastUsedAt: now, ...clean });
  }
}
