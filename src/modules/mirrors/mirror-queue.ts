import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { OrganizationScope, Outbox } from '#database';
import { Jobs, laneOf } from '#jobs';

export const mirrorTask = 'mirrors.run';

/** Commits of one moment are looked at together. */
const gatherMs = 50;

/**
 * Finds mirrors that have something to do. Whatever changes a record, a run’s end or a decision publishes an event, so
 * each commit of events in this process is a reason to look; what other processes miss, the sweeper finds.
 */
@Injectable()
export class MirrorQueue implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger('mirrors');
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #looking = new Set<Promise<void>>();
  #stopped = false;

  constructor(
    private readonly scope: OrganizationScope,
    private readonly outbox: Outbox,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.outbox.onCommitted(organizationId => this.soon(organizationId));
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    await Promise.all(this.#looking);
  }

  wake(organizationId: string, mirrorId: string): Promise<void> {
    return this.jobs.wake(mirrorTask, laneOf(organizationId, mirrorId));
  }

  async due(organizationId: string | null = null): Promise<string[]> {
    const rows = await this.scope.acrossOrganizations('mirrors that have something to do', em =>
      em.execute<{ id: string; organization_id: string }[]>(dueSql, [organizationId, organizationId]),
    );
    return rows.map(row => laneOf(row.organization_id, row.id));
  }

  private soon(organizationId: string): void {
    if (this.#stopped || this.#waiting.has(organizationId)) return;
    const look = (): void => {
      this.#waiting.delete(organizationId);
      const looking = this.look(organizationId)
        .catch((error: unknown) => this.#logger.warn({ err: error }, 'mirrors are left to the sweeper'))
        .finally(() => this.#looking.delete(looking));
      this.#looking.add(looking);
    };
    this.#waiting.set(organizationId, setTimeout(look, gatherMs));
  }

  private async look(organizationId: string): Promise<void> {
    await this.jobs.wakeAll(mirrorTask, await this.due(organizationId));
  }
}

const dueSql = `
  select m.id, m.organization_id from mirror m
  where (?::uuid is null or m.organization_id = ?::uuid) and (m.untold_a or m.untold_b or m.status = 'active' and (
    not m.joined
    or exists (select from mirror_link l
      where l.organization_id = m.organization_id and l.mirror_id = m.id and l.due)
    or exists (select from mirror_link l
      where l.organization_id = m.organization_id and l.mirror_id = m.id and l.waits is not null)
    or exists (select from record r where r.organization_id = m.organization_id
      and r.sync_id = m.sync_a_id and r.feed_position > m.position_a)
    or exists (select from record r where r.organization_id = m.organization_id
      and r.sync_id = m.sync_b_id and r.feed_position > m.position_b)))
  order by m.id limit 1000`;
