import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { Clock } from '#kernel';
import { type Tallied, tallied } from '../intake/tallies.js';
import type { ReceiptMonitor } from './receipts.dto.js';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

type TallyRow = { readonly provider: string; readonly hour: Date | string } & Record<Tallied, string>;

interface StateRow {
  readonly provider: string;
  readonly waiting: number;
  readonly failed: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** How the last 24 hours went: of one organization, or of the installation. */
@Injectable()
export class Monitor {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
  ) {}

  ofOrganization(): Promise<ReceiptMonitor> {
    return this.em.transactional(em => this.read(em));
  }

  ofInstallation(): Promise<ReceiptMonitor> {
    return this.scope.acrossOrganizations('how deliveries from vendors went', em => this.read(em));
  }

  private async read(em: EntityManager): Promise<ReceiptMonitor> {
    const now = this.clock.now().getTime();
    const since = new Date(Math.floor((now - dayMs) / hourMs + 1) * hourMs);
    const hours = await em.execute<TallyRow[]>(tallySql, [since]);
    const states = await em.execute<StateRow[]>(stateSql, [since]);
    const providers = [...new Set([...hours, ...states].map(({ provider }) => provider))].sort();
    return {
      since: since.toISOString(),
      providers: providers.map(provider =>
        summary(
          provider,
          hours.filter(row => row.provider === provider),
          states.find(row => row.provider === provider),
        ),
      ),
    };
  }
}

type Figures = Record<Tallied, number>;
const figures = (of: (name: Tallied) => number): Figures =>
  Object.fromEntries(tallied.map(name => [name, of(name)])) as Figures;

const summary = (
  provider: string,
  rows: readonly TallyRow[],
  state: StateRow | undefined,
): ReceiptMonitor['providers'][number] => ({
  provider,
  ...figures(name => rows.reduce((sum, row) => sum + Number(row[name]), 0)),
  waiting: state?.waiting ?? 0,
  failed: state?.failed ?? 0,
  latencyMs: { p50: state?.p50 ?? null, p95: state?.p95 ?? null },
  hours: rows.map(row => ({
    hour: new Date(row.hour).toISOString(),
    ...figures(name => Number(row[name])),
  })),
});

const tallySql = `
  select provider, hour, ${tallied.map(name => `sum(${name})::bigint as ${name}`).join(', ')}
  from receipt_tally where hour >= ?::timestamptz group by provider, hour order by provider, hour`;

/** A replayed receipt was processed twice; only first times say how fast the hub is. */
const stateSql = `
  select provider,
    count(*) filter (where status = 'stored')::int as waiting,
    count(*) filter (where status = 'dead' or (status = 'stored' and attempts > 0))::int as failed,
    percentile_cont(0.5) within group (order by extract(epoch from processed_at - received_at) * 1000)
      filter (where processed_at is not null and status <> 'dead' and replays = 0) as p50,
    percentile_cont(0.95) within group (order by extract(epoch from processed_at - received_at) * 1000)
      filter (where processed_at is not null and status <> 'dead' and replays = 0) as p95
  from receipt where received_at >= ?::timestamptz group by provider`;
