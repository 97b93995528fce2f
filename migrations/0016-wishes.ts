import { Migration } from '@mikro-orm/migrations';

/** What was asked of a sync while a run was under way that could not give it. */
export class Wishes extends Migration {
  override up(): void {
    this.addSql(`
      alter table sync
        add column wanted_full boolean not null default false,
        add column wanted_retry_failed boolean not null default false`);
  }
}
