import { EntityManager } from '@mikro-orm/postgresql';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Audit } from '#audit';
import { OrganizationScope, toJsonb } from '#database';
import { Clock, currentOrganization, newId } from '#kernel';
import { IntakeMetrics } from '../intake-metrics.js';

export const tallied = ['received', 'verified', 'duplicate', 'forged', 'late', 'quarantined'] as const;
export type Tallied = (typeof tallied)[number];
export type Counts = Partial<Record<Tallied, number>>;

interface Tally {
  readonly organizationId: string;
  readonly provider: string;
  /** Since 1970. */
  readonly hour: number;
  readonly counts: Record<Tallied, number>;
}

const flushMs = 1_000;
/** A flood of forged deliveries is one audit event in this time, with their number. */
const auditGapMs = 600_000;
const hourMs = 3_600_000;

/**
 * Figures of deliveries, most of which leave no row: counted in memory, added to the hour's row once a second. A process
 * that is killed takes at most its last second of figures along; receipts themselves are never only counted.
 */
@Injectable()
export class Tallies implements BeforeApplicationShutdown {
  private readonly logger = new Logger('webhooks');
  #open = new Map<string, Tally>();
  #timer: NodeJS.Timeout | undefined;
  readonly #refused = new Map<string, { at: number; since: number }>();

  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly audit: Audit,
    private readonly metrics: IntakeMetrics,
    private readonly clock: Clock,
  ) {}

  count(organizationId: string, provider: string, counts: Counts): void {
    this.metrics.count(provider, counts);
    const hour = Math.floor(this.clock.now().getTime() / hourMs);
    this.#add({ organizationId, provider, hour, counts: { ...none, ...counts } });
    this.#timer ??= setTimeout(() => void this.flush(), flushMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const open = [...this.#open.values()];
    this.#open = new Map();
    for (const tally of open) {
      try {
        await this.#write(tally);
      } catch (err) {
        // The database is away: keep the figures for the next time.
        this.logger.warn({ err }, 'figures of deliveries were not written');
        this.#add(tally);
        this.#timer ??= setTimeout(() => void this.flush(), flushMs * 5).unref();
      }
    }
  }

  #add(tally: Tally): void {
    const key = `${tally.organizationId} ${tally.provider} ${tally.hour}`;
    const known = this.#open.get(key);
    if (!known) this.#open.set(key, tally);
    else for (const name of tallied) known.counts[name] += tally.counts[name];
  }

  #write(tally: Tally): Promise<void> {
    const { organizationId, provider, hour, counts } = tally;
    const actor = { kind: 'provider', id: provider } as const;
    return this.scope.run(organizationId, actor, async () => {
      await this.em.transactional(em =>
        em.execute(addSql, [
          currentOrganization(),
          newId(),
          provider,
          new Date(hour * hourMs),
          toJsonb(counts),
        ]),
      );
      await this.#tell(organizationId, provider, counts.forged + counts.late);
    });
  }

  async #tell(organizationId: string, provider: string, refused: number): Promise<void> {
    if (refused === 0) return;
    const key = `${organizationId} ${provider}`;
    const now = this.clock.now().getTime();
    const last = this.#refused.get(key);
    if (last && now - last.at < auditGapMs) {
      last.since += refused;
      return;
    }
    this.#refused.set(key, { at: now, since: 0 });
    await this.audit.recordRefusal({
      action: 'webhook.refused',
      target: { type: 'provider', id: provider },
      details: { refused: refused + (last?.since ?? 0) },
    });
  }
}

const none = Object.fromEntries(tallied.map(name => [name, 0])) as Record<Tallied, number>;
const columns = tallied.join(', ');
const addSql = `
  insert into receipt_tally (organization_id, id, provider, hour, ${columns})
  select ?::uuid, ?::uuid, ?, ?::timestamptz, ${tallied.map(name => `c.${name}`).join(', ')}
  from jsonb_to_record(?::jsonb) as c(${tallied.map(name => `${name} bigint`).join(', ')})
  on conflict (organization_id, provider, hour) do update
  set ${tallied.map(name => `${name} = receipt_tally.${name} + excluded.${name}`).join(', ')}`;
