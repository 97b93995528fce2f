import { Migration } from '@mikro-orm/migrations';

/**
 * Policies ask for the organization once a statement, by a subquery, and no longer where a row is looked at
 * (https://www.postgresql.org/docs/18/ddl-rowsecurity.html). What counts more: the planner does not know the value then. When it
 * did, it took an organization that its statistics had not seen for one without rows, and any index that begins with the
 * organization for as good as the right one: a record by its id was looked for among all 30,000 of a new organization,
 * 8 ms instead of 0.3.
 *
 * The function has a body that was parsed when it was made: its names are bound, so it needs no `search_path` of its own,
 * and without one PostgreSQL puts the expression in the function's place.
 */
export class OrganizationOnce extends Migration {
  override up(): void {
    this.addSql(`
      create or replace function app_organization() returns uuid language sql stable
      return nullif(pg_catalog.current_setting('app.organization_id', true), '')::pg_catalog.uuid`);
    this.addSql(`
      create or replace procedure causeway_protect(target regclass) language plpgsql set search_path = '' as $$
      begin
        execute format('alter table %s enable row level security', target);
        execute format('alter table %s force row level security', target);
        execute format('create policy organization on %s for all to causeway_app
          using (organization_id = (select public.app_organization()))
          with check (organization_id = (select public.app_organization()))', target);
        execute format('grant select, insert, update, delete on %s to causeway_app', target);
      end $$`);
    this.addSql(`
      do $$ declare
        found record;
      begin
        for found in
          select tablename, policyname,
            replace(qual, 'app_organization()', '(select app_organization())') as seen,
            replace(with_check, 'app_organization()', '(select app_organization())') as written
          from pg_policies where schemaname = 'public' and concat(qual, with_check) like '%app_organization()%'
        loop
          execute format('alter policy %I on %I', found.policyname, found.tablename)
            || coalesce(format(' using (%s)', found.seen), '')
            || coalesce(format(' with check (%s)', found.written), '');
        end loop;
      end $$`);
    // Records come by the ten thousand, and until the tenth part of them all is new nobody would look at them.
    this.addSql(`alter table record set (autovacuum_analyze_scale_factor = 0.02)`);
  }
}
