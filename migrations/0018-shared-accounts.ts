import { Migration } from '@mikro-orm/migrations';

/** Grants that others still use are kept at the vendor; containers without push are remembered as such. */
export class SharedAccounts extends Migration {
  override up(): void {
    this.addSql(`
      alter table connection
        drop constraint connection_revocation_check,
        add constraint connection_revocation_check
          check (revocation in ('none', 'pending', 'done', 'kept', 'unsupported', 'failed'))`);
    // Which client it is, which every browser is told that goes to the vendor; no column of secrets.
    this.addSql(`grant select (client_id) on integration to causeway_lookup`);
    this.addSql(`
      alter table subscription
        drop constraint subscription_status_check,
        add constraint subscription_status_check
          check (status in ('pending', 'active', 'removing', 'unavailable'))`);
  }
}
