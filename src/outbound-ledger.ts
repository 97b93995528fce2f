import { MikroORM } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type BudgetLedger, type BudgetTerms, burstOf, rateOf, type Taken } from '#http';

const take = `select granted, wait_ms, closed_ms from causeway_take_budget(?, ?, ?, ?)`;

const close = `
  insert into rate_budget as b (key, tokens, filled_at, closed_until)
  values (?, 0, clock_timestamp(), clock_timestamp() + make_interval(secs => ?))
  on conflict (key) do update set closed_until = greatest(b.closed_until, excluded.closed_until)`;

const closed = `
  select key, extract(epoch from closed_until - clock_timestamp())::float8 * 1000 as ms
  from rate_budget where closed_until > clock_timestamp()`;

const sweep = `
  delete from rate_budget where key in (
    select key from rate_budget where filled_at < now() - interval '1 day'
      and coalesce(closed_until, '-infinity') < now() limit 10000 for update skip locked)`;

const listenEveryMs = 1_000;
const sweepEveryMs = 600_000;
/** How long a request waits when the database cannot be asked. */
const withoutDatabaseMs = 1_000;

/**
 * Budgets of OAuth clients are one row each, from which every process takes as many tokens as it has requests waiting:
 * the vendor sees one pace however many processes there are. What a vendor closed is written down for every scope and
 * read by all processes each second; times are the database's. See docs/adr/0009-budgets.md.
 */
@Injectable()
export class PostgresBudgetLedger implements BudgetLedger, OnModuleDestroy {
  private readonly logger = new Logger(PostgresBudgetLedger.name);
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly orm: MikroORM) {}

  /** Hands on what any process was told, until the module ends. */
  listen(heard: (key: string, milliseconds: number) => void): void {
    this.every(listenEveryMs, async () => {
      for (const { key, ms } of await this.closed()) heard(key, ms);
    });
    this.every(sweepEveryMs, () => this.em().execute(sweep));
  }

  onModuleDestroy(): void {
    this.timers.forEach(timer => clearInterval(timer));
  }

  async take(terms: BudgetTerms, want: number): Promise<Taken> {
    const parameters = [terms.key, want, rateOf(terms), burstOf(terms)];
    try {
      type Row = { granted: number; wait_ms: number; closed_ms: number };
      const [row] = await this.em().execute<Row[]>(take, parameters);
      if (row === undefined) throw new Error('The budget statement returned no row');
      return { granted: row.granted, waitMs: row.wait_ms, closedForMs: row.closed_ms };
    } catch (err) {
      this.logger.warn({ err }, 'a budget could not be asked for');
      return { granted: 0, waitMs: withoutDatabaseMs, closedForMs: 0 };
    }
  }

  close(key: string, milliseconds: number): void {
    this.em()
      .execute(close, [key, milliseconds / 1000])
      .catch((err: unknown) => this.logger.warn({ err }, 'other processes were not told of a closed budget'));
  }

  async closed(): Promise<{ key: string; ms: number }[]> {
    return this.em().execute(closed);
  }

  private every(milliseconds: number, work: () => Promise<unknown>): void {
    let isRunning = false;
    const timer = setInterval(() => {
      if (isRunning) return;
      isRunning = true;
      work()
        .catch((err: unknown) => this.logger.warn({ err }, 'budgets could not be read'))
        .finally(() => (isRunning = false));
    }, milliseconds);
    this.timers.push(timer.unref());
  }

  /** A fork of its own: budgets belong to no organization and to no transaction of a request. */
  private em(): EntityManager {
    return this.orm.em.fork() as EntityManager;
  }
}
