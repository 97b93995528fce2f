import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { Jobs, laneOf, parseLane, Task, type TaskHandler, type TaskOutcome, Tick } from '#jobs';
import { Clock, ProviderError } from '#kernel';
import { Connection } from './connection.entity.js';
import { ConnectionHealth } from './connection-health.js';
import { Refresher } from './credentials/refresher.service.js';
import { providerOfLane } from './provider-of-lane.js';
import { ProviderSessions } from './provider-sessions.js';

/** Tokens that end within this time are renewed in the background, so that a request rarely waits for it. */
const aheadMs = 10 * 60_000;

@Task('connections.refresh')
@Injectable()
export class RefreshAhead implements TaskHandler {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly jobs: Jobs,
    private readonly sessions: ProviderSessions,
    private readonly refresher: Refresher,
    private readonly health: ConnectionHealth,
    private readonly clock: Clock,
  ) {}

  @Tick('connections.refresh_ahead', '60s')
  async announce(): Promise<void> {
    const soon = new Date(this.clock.now().getTime() + aheadMs);
    const rows = await this.scope.acrossOrganizations('credentials that end soon', em =>
      em.execute<{ connection_id: string; organization_id: string }[]>(
        `select c.connection_id, c.organization_id from credential c join connection n on n.id = c.connection_id
         where c.refreshable and c.expires_at < ? and n.status = 'active' order by c.expires_at limit 1000`,
        [soon],
      ),
    );
    for (const row of rows)
      await this.jobs.wake('connections.refresh', laneOf(row.organization_id, row.connection_id));
  }

  providerOf(lane: string): Promise<string | null> {
    return providerOfLane(this.scope, lane);
  }

  async run(lane: string): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    const actor = { kind: 'system', id: 'connections.refresh' } as const;
    await this.scope.run(organizationId, actor, () => this.refresh(id));
    return 'done';
  }

  /** A vendor that is away now is asked again by the next announcement. */
  private async refresh(id: string): Promise<void> {
    const connection = await this.em.findOne(Connection, { id });
    if (connection?.status !== 'active') return;
    const party = () => this.sessions.party(connection);
    try {
      await this.health.watch(id, () => this.refresher.usable(id, party, { aheadMs }));
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
    }
  }
}
