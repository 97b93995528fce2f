import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { laneOf } from '#jobs';
import { Clock } from '#kernel';
import { ProviderRegistry } from '#provider-sdk';

/** Which connections have something to do about their subscriptions, from the tables alone. */
@Injectable()
export class DueSubscriptions {
  constructor(
    private readonly scope: OrganizationScope,
    private readonly registry: ProviderRegistry,
    private readonly clock: Clock,
  ) {}

  /** Connections with a sync that nothing pushes to, or with a subscription whose time has come. */
  async lanes(): Promise<string[]> {
    const providers = this.pushing();
    if (providers.length === 0) return [];
    const now = this.clock.now();
    const rows = await this.scope.acrossOrganizations('subscriptions that are due', em =>
      em.execute<{ id: string; organization_id: string }[]>(dueSql, [providers, now, now, now]),
    );
    return rows.map(row => laneOf(row.organization_id, row.id));
  }

  /** Connections whose vendor can list what it has for us. */
  async sweepable(): Promise<string[]> {
    const providers = this.registry
      .all()
      .filter(({ provider }) => provider.subscriptions !== undefined)
      .map(({ manifest }) => manifest.key);
    if (providers.length === 0) return [];
    const rows = await this.scope.acrossOrganizations('connections to sweep', em =>
      em.execute<{ id: string; organization_id: string }[]>(
        `select id, organization_id from connection where status = 'active' and provider in (?)`,
        [providers],
      ),
    );
    return rows.map(row => laneOf(row.organization_id, row.id));
  }

  private pushing(): string[] {
    return this.registry
      .all()
      .filter(({ provider, manifest }) => provider.subscribe && manifest.webhooks?.routing.subscription)
      .map(({ manifest }) => manifest.key);
  }
}

const dueSql = `
  select c.id, c.organization_id
  from sync s join connection c on c.id = s.connection_id
  where s.auto_sync and s.direction <> 'push' and c.status = 'active' and c.provider in (?)
    and not exists (select from subscription u where u.connection_id = s.connection_id and u.model = s.model
      and u.container_id = s.container_id and u.status <> 'removing')
  union
  select u.connection_id, u.organization_id
  from subscription u join connection c on c.id = u.connection_id
  where c.status = 'active' and (u.next_attempt_at is null or u.next_attempt_at <= ?)
    and (u.status in ('pending', 'removing') or u.renew_at <= ? or u.expires_at <= ?)
  limit 1000`;
