import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { Jobs, laneOf, parseLane, Tick } from '#jobs';
import { Clock, currentOrganization } from '#kernel';
import { Rehearsal } from './rehearsal.entity.js';

interface Found {
  readonly id: string;
  readonly organization_id: string;
}

/** Finds rehearsals that are due, and forgets those whose time is over. */
@Injectable()
export class RehearsalQueue {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  wake(id: string): Promise<void> {
    return this.jobs.wake('rehearsals.run', laneOf(currentOrganization(), id));
  }

  async due(): Promise<string[]> {
    const rows = await this.scope.acrossOrganizations('rehearsals that wait or lost their process', em =>
      em.execute<Found[]>(
        `select id, organization_id from rehearsal
         where status in ('queued', 'running') and (resume_at is null or resume_at <= ?)
           and (lease_until is null or lease_until < now()) limit 1000`,
        [this.clock.now()],
      ),
    );
    return rows.map(row => laneOf(row.organization_id, row.id));
  }

  /** Whom a rehearsal's lane talks to. */
  async providerOf(lane: string): Promise<string | null> {
    const { id } = parseLane(lane);
    const rows = await this.scope.acrossOrganizations('whom a rehearsal talks to', em =>
      em.execute<{ provider: string }[]>(
        'select c.provider from rehearsal r join connection c on c.id = r.connection_id where r.id = ?',
        [id],
      ),
    );
    return rows[0]?.provider ?? null;
  }

  @Tick('rehearsals.forget', '10m')
  async forget(): Promise<void> {
    const rows = await this.scope.acrossOrganizations('rehearsals whose time is over', em =>
      em.execute<Found[]>('select id, organization_id from rehearsal where expires_at <= ? limit 10000', [
        this.clock.now(),
      ]),
    );
    const actor = { kind: 'system', id: 'rehearsals.forget' } as const;
    for (const [organizationId, found] of Map.groupBy(rows, row => row.organization_id)) {
      const id = { $in: found.map(row => row.id) };
      await this.scope.run(organizationId, actor, () => this.em.nativeDelete(Rehearsal, { id }));
    }
  }
}
