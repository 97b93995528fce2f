import { Migration } from '@mikro-orm/migrations';

/**
 * The same function with a body that was parsed when it was made: its names are bound, so it needs no `search_path` of its
 * own, and without one PostgreSQL puts the expression in the function's place
 * (https://www.postgresql.org/docs/18/xfunc-sql.html). Before, it was called four times for each row that was written.
 */
export class InlinedOrganization extends Migration {
  override up(): void {
    this.addSql(`
      create or replace function app_organization() returns uuid language sql stable
      return nullif(pg_catalog.current_setting('app.organization_id', true), '')::pg_catalog.uuid`);
  }
}
