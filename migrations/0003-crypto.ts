import { Migration } from '@mikro-orm/migrations';

/** Wrapped data keys, and the row by which a process knows at start that it holds the right key. */
export class Crypto extends Migration {
  override up(): void {
    // No reference to an organization: the nil UUID's key belongs to the installation itself.
    this.addSql(`
      create table data_key (
        id uuid primary key,
        organization_id uuid not null,
        version int not null check (version > 0),
        key_id uuid not null,
        wrapped_key bytea not null,
        created_at timestamptz not null,
        unique (organization_id, id),
        unique (organization_id, version)
      )`);
    this.addSql(`call causeway_protect('data_key')`);
    this.addSql(`call causeway_allow_lookup('data_key', 'id, organization_id, key_id')`);
    this.addSql(`
      create table vault_check (
        id uuid primary key check (id = '00000000-0000-0000-0000-000000000000'),
        key_id uuid not null,
        canary bytea not null,
        created_at timestamptz not null
      )`);
    this.addSql(`grant select, insert on vault_check to causeway_app`);
  }
}
