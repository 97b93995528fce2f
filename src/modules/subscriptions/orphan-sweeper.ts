import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { Audit } from '#audit';
import { Connection, providerOfLane } from '#connections';
import { OrganizationScope } from '#database';
import { parseLane, Task, type TaskHandler, type TaskOutcome } from '#jobs';
import { ProviderError } from '#kernel';
import { Vendor } from './vendor.js';

/** Removes subscriptions at the vendor that lead here and that no row knows: of a lost database, or a crash. */
@Task('subscriptions.sweep')
@Injectable()
export class OrphanSweeper implements TaskHandler {
  readonly #logger = new Logger('subscriptions');

  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly vendor: Vendor,
    private readonly audit: Audit,
  ) {}

  providerOf(lane: string): Promise<string | null> {
    return providerOfLane(this.scope, lane);
  }

  async run(lane: string): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    const actor = { kind: 'system', id: 'subscriptions.sweep' } as const;
    await this.scope.run(organizationId, actor, () => this.sweep(id));
    return 'done';
  }

  private async sweep(id: string): Promise<void> {
    const connection = await this.em.findOne(Connection, { id });
    if (connection?.status !== 'active') return;
    try {
      const swept = await this.vendor.sweep(connection, () => this.addresses(connection.provider));
      if (swept > 0) await this.record(connection, swept);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      // Tomorrow's sweep asks again.
      this.#logger.warn({ connection: id, code: error.code }, 'the vendor did not list its subscriptions');
    }
  }

  /** Of every connection of every organization: several may see the same account at the vendor. */
  private async addresses(provider: string): Promise<ReadonlySet<string>> {
    const rows = await this.scope.acrossOrganizations('addresses that vendors may list', em =>
      em.execute<{ token: string }[]>('select token from subscription where provider = ?', [provider]),
    );
    return new Set(rows.map(({ token }) => this.vendor.addressOf({ provider, token })));
  }

  private async record({ id, provider }: Connection, swept: number): Promise<void> {
    await this.em.transactional(() =>
      this.audit.record({
        action: 'subscription.orphans_removed',
        target: { type: 'connection', id },
        details: { provider, removed: swept },
      }),
    );
  }
}
