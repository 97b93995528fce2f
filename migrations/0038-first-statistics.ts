import { Migration } from '@mikro-orm/migrations';

/**
 * In its first minutes nobody looks at the table of records, so the hub asks for it (src/modules/syncs/first-statistics.ts). The
 * privilege is new in PostgreSQL 17. An earlier version of 0037 gave it; twice does no harm.
 */
export class FirstStatistics extends Migration {
  override up(): void {
    this.addSql(`
      do $$ begin
        if current_setting('server_version_num')::int >= 170000 then
          execute 'grant maintain on record to causeway_app';
        end if;
      end $$`);
  }
}
