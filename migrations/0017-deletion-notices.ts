import { Migration } from '@mikro-orm/migrations';

/** Objects that a vendor's webhook said are gone, until a run has taken it up. */
export class DeletionNotices extends Migration {
  override up(): void {
    this.addSql(`
      create table deletion_notice (
        id uuid primary key,
        organization_id uuid not null,
        sync_id uuid not null,
        remote_id text not null,
        noticed_at timestamptz not null,
        unique (organization_id, id),
        unique (organization_id, sync_id, remote_id),
        foreign key (organization_id, sync_id) references sync (organization_id, id) on delete cascade
      )`);
    this.addSql(`call causeway_protect('deletion_notice')`);
  }
}
