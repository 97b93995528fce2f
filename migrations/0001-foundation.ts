import { Migration } from '@mikro-orm/migrations';

/**
 * How isolation works in the database. The hub serves as `causeway_app`, which owns nothing and cannot bypass
 * row-level security. `app_organization()` reads a transaction-local setting; without it a policy matches no row and
 * accepts no write. `causeway_lookup` may read across organizations, but only what is granted to it by name.
 */
export class Foundation extends Migration {
  override up(): void {
    this.addSql(`
      create function app_organization() returns uuid language sql stable set search_path = ''
      as $$ select nullif(current_setting('app.organization_id', true), '')::uuid $$`);
    this.addSql(`
      create procedure causeway_protect(target regclass) language plpgsql set search_path = '' as $$
      begin
        execute format('alter table %s enable row level security', target);
        execute format('alter table %s force row level security', target);
        execute format('create policy organization on %s for all to causeway_app
          using (organization_id = public.app_organization())
          with check (organization_id = public.app_organization())', target);
        execute format('grant select, insert, update, delete on %s to causeway_app', target);
      end $$`);
    this.addSql(`
      create procedure causeway_allow_lookup(target regclass, columns text) language plpgsql set search_path = '' as $$
      begin
        execute format('grant select (%s) on %s to causeway_lookup', columns, target);
        execute format('create policy lookup on %s for select to causeway_lookup using (true)', target);
      end $$`);
    this.addSql(`
      create function causeway_append_only() returns trigger language plpgsql set search_path = '' as $$
      begin raise exception 'rows of % are append-only', tg_table_name using errcode = 'restrict_violation'; end $$`);
    this.addSql(`revoke all on procedure causeway_protect(regclass) from public`);
    this.addSql(`revoke all on procedure causeway_allow_lookup(regclass, text) from public`);
  }
}
