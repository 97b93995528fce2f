import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Audit } from '#audit';
import { consentWithdrawn, type ConsentWithdrawn } from '#consent';
import { OrganizationScope } from '#database';
import { Jobs, laneOf, parseLane, Task, type TaskHandler, type TaskOutcome, Tick } from '#jobs';
import { Clock, currentOrganization } from '#kernel';
import { type FieldGuard, GuardedErasure } from '#records';
import { Sync } from './sync.entity.js';
import { syncChanged, type SyncChanged } from './sync.events.js';
import { SyncGuards } from './sync-guards.js';

const task = 'syncs.withhold';

/**
 * Erases guarded values whose consent ended: withdrawn, expired, or taken off the sync. Runs start without them at once;
 * this takes out what earlier ones kept. By event within the second, by sweep from every process within half a minute.
 */
@Task(task)
@Injectable()
export class GuardedSyncs implements TaskHandler {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly jobs: Jobs,
    private readonly guards: SyncGuards,
    private readonly erasure: GuardedErasure,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  @OnEvent(consentWithdrawn)
  async onWithdrawn({ consentId }: ConsentWithdrawn): Promise<void> {
    const syncs = await this.em.fork().find(Sync, { sensitiveConsentId: consentId, holdsGuarded: true });
    for (const { id } of syncs) await this.wake(id);
  }

  /** The consent may have been taken off. */
  @OnEvent(syncChanged)
  async onChanged({ connectionId }: SyncChanged): Promise<void> {
    const where = { connectionId, sensitiveConsentId: null, holdsGuarded: true };
    for (const { id } of await this.em.fork().find(Sync, where)) await this.wake(id);
  }

  private wake(syncId: string): Promise<void> {
    return this.jobs.wake(task, laneOf(currentOrganization(), syncId));
  }

  @Tick(task, '20s')
  async sweep(): Promise<void> {
    await this.jobs.wakeAll(task, await this.due());
  }

  async due(): Promise<string[]> {
    const rows = await this.scope.acrossOrganizations('guarded values whose consent ended', em =>
      em.execute<{ id: string; organization_id: string }[]>(
        `select s.id, s.organization_id from sync s
         left join consent_record c on c.organization_id = s.organization_id and c.id = s.sensitive_consent_id
         where s.holds_guarded and (c.id is null or c.state <> 'given' or c.expires_at <= ?)`,
        [this.clock.now()],
      ),
    );
    return rows.map(row => laneOf(row.organization_id, row.id));
  }

  async run(lane: string): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    const actor = { kind: 'system', id: task } as const;
    await this.scope.run(organizationId, actor, () => this.erase(id));
    return 'done';
  }

  private async erase(syncId: string): Promise<void> {
    const sync = await this.em.findOne(Sync, { id: syncId }, { refresh: true });
    const guard = sync && (await this.guards.of(sync));
    if (!sync?.holdsGuarded || !guard) return;
    const names = await this.ended(syncId, guard);
    if (names.length === 0) return;
    const { consentId, model } = sync;
    const erased = await this.erasure.erase({ syncId, consentId, model, runId: null, guard }, names);
    await this.em.transactional(async () => {
      if ((await this.ended(syncId, guard)).length > 0) sync.holdsGuarded = false;
      await this.audit.record({
        action: 'sync.guarded_fields_erased',
        target: { type: 'sync', id: syncId },
        details: { sensitiveConsentId: sync.sensitiveConsentId ?? null, fields: names, ...erased },
      });
    });
  }

  /** Waits for whoever still writes what the consent allowed; whoever comes after sees that it ended. */
  private ended(syncId: string, guard: FieldGuard): Promise<string[]> {
    return this.em.transactional(async em => {
      await em.findOneOrFail(Sync, { id: syncId }, { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE });
      return (await guard.withheld()).map(({ field }) => field);
    });
  }
}
