import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { EventEmitter2, OnEvent } from '@nestjs/event-emitter';
import { Audit } from '#audit';
import { OrganizationScope } from '#database';
import { Jobs, laneOf, parseLane, Task, type TaskHandler, type TaskOutcome } from '#jobs';
import { Clock, currentOrganization, HubError } from '#kernel';
import { Connection } from './connection.entity.js';
import { connectionEvents, type ConnectionEvent } from './connections.events.js';
import { type GivenBack, GiveBack } from './credentials/give-back.service.js';
import { providerOfLane } from './provider-of-lane.js';
import { ProviderSessions } from './provider-sessions.js';

/** 1 min, 2, 4 … 64 min: about two hours of patience with a vendor that is down. */
const maxAttempts = 8;
const backoffMs = (attempt: number): number => 60_000 * 2 ** (attempt - 1);

const stillUsed = 'kept at the vendor: still used by another connection';

/** Gives a disconnected connection's token back to the vendor (RFC 7009), then destroys the hub's copy. */
@Task('connections.revoke')
@Injectable()
export class Revocations implements TaskHandler {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly jobs: Jobs,
    private readonly sessions: ProviderSessions,
    private readonly giveBack: GiveBack,
    private readonly audit: Audit,
    private readonly events: EventEmitter2,
    private readonly clock: Clock,
  ) {}

  @OnEvent(connectionEvents.disconnected)
  async wake({ connectionId }: ConnectionEvent): Promise<void> {
    await this.jobs.wake('connections.revoke', laneOf(currentOrganization(), connectionId));
  }

  async due(): Promise<string[]> {
    const rows = await this.scope.acrossOrganizations('revocations that are due', em =>
      em.execute<{ id: string; organization_id: string }[]>(
        `select id, organization_id from connection where revocation = 'pending' and revoke_after <= ? limit 1000`,
        [this.clock.now()],
      ),
    );
    return rows.map(row => laneOf(row.organization_id, row.id));
  }

  providerOf(lane: string): Promise<string | null> {
    return providerOfLane(this.scope, lane);
  }

  async run(lane: string): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    const actor = { kind: 'system', id: 'connections.revoke' } as const;
    return this.scope.run(organizationId, actor, () => this.revoke(id));
  }

  private async revoke(id: string): Promise<TaskOutcome> {
    const connection = await this.em.findOne(Connection, { id });
    if (connection?.revocation !== 'pending') return 'done';
    if (connection.revokeAfter && connection.revokeAfter > this.clock.now()) return 'done';
    try {
      const event: ConnectionEvent = { connectionId: id };
      await this.events.emitAsync(connectionEvents.revoking, event);
      await this.settle(connection, await this.tellVendor(connection));
      return 'done';
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      return this.postpone(connection, error);
    }
  }

  private tellVendor(connection: Connection): Promise<GivenBack> {
    return this.giveBack.tell(connection, () => this.sessions.party(connection));
  }

  private async postpone(connection: Connection, error: HubError): Promise<TaskOutcome> {
    const attempt = connection.revocationAttempts + 1;
    if (attempt >= maxAttempts) {
      await this.settle(connection, 'failed', error);
      return 'done';
    }
    const wait = backoffMs(attempt);
    connection.revocationAttempts = attempt;
    connection.revokeAfter = new Date(this.clock.now().getTime() + wait);
    connection.lastErrorCode = error.code;
    connection.lastErrorDetail = error.publicDetail;
    connection.lastErrorAt = this.clock.now();
    await this.em.flush();
    return { againInMs: wait };
  }

  private settle(connection: Connection, revocation: GivenBack | 'failed', error?: HubError): Promise<void> {
    return this.em.transactional(async em => {
      connection.revocation = revocation;
      connection.revokeAfter = null;
      connection.updatedAt = this.clock.now();
      await em.flush();
      await this.giveBack.destroy(connection.id);
      await this.audit.record({
        action: 'credential.destroyed',
        target: { type: 'connection', id: connection.id },
        outcome: revocation === 'failed' ? 'failure' : 'success',
        details: {
          provider: connection.provider,
          revokedAtProvider: revocation,
          ...(error ? { reason: error.publicDetail } : {}),
          ...(revocation === 'kept' ? { reason: stillUsed } : {}),
        },
      });
    });
  }
}
