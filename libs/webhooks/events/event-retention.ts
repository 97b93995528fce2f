import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { Tick } from '#jobs';
import { Clock } from '#kernel';
import { type WebhooksOptions, webhooksOptions } from '../webhooks.options.js';

const slice = 1_000;
/** Of one organization in one tick, so that the tick comes to all of them. */
const mostSlices = 200;

/** Forgets events, and with them their deliveries and attempts, when their time is over. */
@Injectable()
export class EventRetention {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
    @Inject(webhooksOptions) private readonly options: WebhooksOptions,
  ) {}

  @Tick('events.retention', '1h')
  async forget(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - this.options.retentionDays * 86_400_000);
    const rows = await this.scope.acrossOrganizations('whose events are older than they are kept', em =>
      em.execute<{ id: string }[]>(
        `select o.id from organization o
         where exists (select from event e where e.organization_id = o.id and e.occurred_at < ?)`,
        [before],
      ),
    );
    const actor = { kind: 'system', id: 'events.retention' } as const;
    for (const { id } of rows) await this.scope.run(id, actor, () => this.forgetBefore(before));
  }

  private async forgetBefore(before: Date): Promise<void> {
    for (let done = 0; done < mostSlices; done += 1) {
      const gone: unknown[] = await this.em.execute(
        `delete from event where id in (
           select id from event where occurred_at < ? and position is not null order by occurred_at limit ?)
         returning id`,
        [before, slice],
      );
      if (gone.length < slice) return;
    }
  }
}
