import { Migration } from '@mikro-orm/migrations';

/**
 * Reads a credential in one round trip: as a transaction of four statements it was the busiest part of every call to a
 * provider. It runs with the caller's rights; the organization is entered inside, where the table's policy holds.
 */
export class CredentialReads extends Migration {
  override up(): void {
    this.addSql(`
      create function causeway_credential(organization uuid, connection uuid) returns setof credential
      language plpgsql security invoker set search_path = '' as $$
      begin
        perform pg_catalog.set_config('app.organization_id', organization::text, true);
        return query select c.* from public.credential c where c.connection_id = connection;
      end $$`);
    this.addSql(`revoke all on function causeway_credential(uuid, uuid) from public`);
    this.addSql(`grant execute on function causeway_credential(uuid, uuid) to causeway_app`);
  }
}
