import { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { OrganizationScope } from '#database';
import { OutboundMetrics } from './outbound-metrics.js';

/** Figures of the installation, read from the truth when Prometheus asks. */
@Injectable()
export class HubMetrics implements OnModuleInit {
  private readonly registry = new Registry();

  constructor(
    private readonly orm: MikroORM,
    private readonly scope: OrganizationScope,
    private readonly outbound: OutboundMetrics,
  ) {}

  onModuleInit(): void {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('causeway_sync_runs', 'Runs by status', 'status', em =>
      em.execute(`select status as label, count(*)::int as value from sync_run group by status`),
    );
    this.gauge('causeway_connections', 'Connections by status', 'status', em =>
      em.execute(`select status as label, count(*)::int as value from connection group by status`),
    );
  }

  async text(): Promise<string> {
    return Registry.merge([this.registry, this.outbound.registry]).metrics();
  }

  /** Can the database answer? */
  async ready(): Promise<void> {
    await this.orm.em.fork().execute('select 1');
  }

  private gauge(
    name: string,
    help: string,
    label: string,
    read: (em: EntityManager) => Promise<{ label: string; value: number }[]>,
  ): void {
    const { scope } = this;
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      async collect() {
        const rows = await scope.acrossOrganizations(`metric ${name}`, read);
        gauge.reset();
        for (const row of rows) gauge.set({ [label]: row.label }, row.value);
      },
    });
  }
}
