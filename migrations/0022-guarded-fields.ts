import { Migration } from '@mikro-orm/migrations';

/** Fields under a consent of their own, and what a vendor wants to know before a person can sign in there. */
export class GuardedFields extends Migration {
  override up(): void {
    this.addSql(`
      alter table sync
        add column sensitive_consent_id uuid,
        add column holds_guarded boolean not null default false,
        add foreign key (organization_id, sensitive_consent_id) references consent_record (organization_id, id)`);
    this.addSql(`create index sync_holds_guarded on sync (id) where holds_guarded`);
    this.addSql(`grant select (sensitive_consent_id, holds_guarded) on sync to causeway_lookup`);
    this.addSql(`call causeway_allow_lookup('consent_record', 'id, organization_id, state, expires_at')`);
    this.addSql(`alter table connect_session add column settings jsonb not null default '{}'`);
  }
}
