import { Migration } from '@mikro-orm/migrations';

/** Operators see what was given up: whose, for what error, since when; nothing of its content. */
export class DeadWork extends Migration {
  override up(): void {
    this.addSql(`create index delivery_dead on delivery (id) where status = 'dead'`);
    this.addSql(`create index receipt_dead on receipt (id) where status = 'dead'`);
    this.addSql(`create index sync_run_failed on sync_run (id) where status = 'failed'`);
    this.addSql(`grant select (id, reason, attempts, settled_at) on delivery to causeway_lookup`);
    this.addSql(`grant select (error) on receipt to causeway_lookup`);
    this.addSql(`grant select (error_code, attempts, finished_at) on sync_run to causeway_lookup`);
  }
}
