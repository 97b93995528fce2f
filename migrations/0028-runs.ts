import { Migration } from '@mikro-orm/migrations';

/** Runs that take turns and show their pace; syncs that are polled as often as they change. */
export class Runs extends Migration {
  override up(): void {
    this.addSql(`
      alter table sync_run
        add column waiting_since timestamptz not null default now(),
        add column pace jsonb`);
    this.addSql(`create index sync_run_days on sync_run (organization_id, sync_id, created_at)`);
    this.addSql(`grant select (waiting_since) on sync_run to causeway_lookup`);
    // The feed of what waits for somebody: rare among the records, and asked for by itself.
    this.addSql(`
      create index record_feed_state on record (organization_id, state, feed_position) where state <> 'clean'`);
    this.addSql(`
      alter table sync
        add column adaptive_interval boolean not null default true,
        add column quiet_polls int not null default 0,
        add column effective_interval_seconds int`);
  }
}
