import { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { OrganizationScope } from '#database';
import { IntakeMetrics } from '#inbound-webhooks';
import { isWithin } from '#kernel';
import { ConnectionMetrics } from './connection-metrics.js';
import { OutboundMetrics } from './outbound-metrics.js';
import { QueueMetrics } from './queue-metrics.js';

/** Orchestrators wait a second by default, some a few (https://kubernetes.io/docs/concepts/workloads/pods/probes/). */
const patienceMs = 3_000;

/** Figures of the installation, read from the truth when Prometheus asks. */
@Injectable()
export class HubMetrics implements OnModuleInit {
  private readonly registry = new Registry();

  constructor(
    private readonly orm: MikroORM,
    private readonly scope: OrganizationScope,
    private readonly outbound: OutboundMetrics,
    private readonly connections: ConnectionMetrics,
    private readonly intake: IntakeMetrics,
    private readonly queue: QueueMetrics,
  ) {}

  onModuleInit(): void {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('causeway_sync_runs', 'Runs by status', 'status', em =>
      em.execute(`select status as label, count(*)::int as value from sync_run group by status`),
    );
    this.gauge('causeway_connections', 'Connections by status', 'status', em =>
      em.execute(`select status as label, count(*)::int as value from connection group by status`),
    );
    this.gauge('causeway_receipts', 'Received webhooks of the last day by status', 'status', em =>
      em.execute(
        `select status as label, count(*)::int as value from receipt
         where received_at > now() - interval '1 day' group by status`,
      ),
    );
    this.gauge(
      'causeway_deliveries',
      'Webhooks to send and sent, as long as they are kept, by status',
      'status',
      em => em.execute(`select status as label, count(*)::int as value from delivery group by status`),
    );
    this.gauge('causeway_credentials_overdue', 'Credentials that should have been renewed', 'kind', em =>
      em.execute(
        `select 'refreshable' as label, count(*)::int as value from credential
         where refreshable and expires_at < now() - interval '5 minutes'`,
      ),
    );
  }

  async text(): Promise<string> {
    const queue = await this.queue.refresh();
    const own = [this.registry, this.outbound.registry, this.connections.registry, this.intake.registry];
    return Registry.merge([...own, queue]).metrics();
  }

  /** Does the database answer? One that is halted neither does nor refuses. */
  isReady(): Promise<boolean> {
    return isWithin(this.orm.em.fork().execute('select 1'), patienceMs);
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
