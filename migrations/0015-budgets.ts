import { Migration } from '@mikro-orm/migrations';

/** What processes agree on about vendors' rate limits. Keys name connections and clients; nothing else is in it. */
export class Budgets extends Migration {
  override up(): void {
    // Unlogged: after a crash every budget is full again, and the vendor's next word corrects that.
    this.addSql(`
      create unlogged table rate_budget (
        key text primary key,
        tokens double precision not null,
        filled_at timestamptz not null,
        closed_until timestamptz
      ) with (fillfactor = 50)`);
    this.addSql(
      `create index rate_budget_closed_until on rate_budget (closed_until) where closed_until is not null`,
    );
    this.addSql(`grant select, insert, update, delete on rate_budget to causeway_app`);
    // The lock comes before the clock is read, so that refills follow each other in the order of the locks.
    this.addSql(`
      create function causeway_take_budget(
        budget text, want int, rate double precision, burst double precision,
        out granted int, out wait_ms double precision, out closed_ms double precision
      ) language plpgsql security invoker set search_path = '' as $$
      declare
        held public.rate_budget;
        available double precision;
        at timestamptz;
      begin
        insert into public.rate_budget (key, tokens, filled_at) values (budget, burst, clock_timestamp())
          on conflict (key) do nothing;
        select * into held from public.rate_budget where key = budget for update;
        at := clock_timestamp();
        available := least(burst, held.tokens + greatest(0, extract(epoch from at - held.filled_at)) * rate);
        closed_ms := greatest(0, coalesce(extract(epoch from held.closed_until - at), 0)) * 1000;
        granted := case when closed_ms > 0 then 0 else least(want, floor(available)::int) end;
        wait_ms := greatest(0, 1 - (available - granted)) / rate * 1000;
        update public.rate_budget set tokens = available - granted, filled_at = at where key = budget;
      end $$`);
  }
}
