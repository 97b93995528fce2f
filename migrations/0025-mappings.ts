import { Migration } from '@mikro-orm/migrations';

/** Mappings in versions, the syncs that use them, filters, and the re-mapping of stored records. */
export class Mappings extends Migration {
  override up(): void {
    this.addSql(`
      create table mapping (
        id uuid primary key,
        organization_id uuid not null,
        name text not null,
        provider text not null,
        model text not null,
        latest_version int not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        unique (organization_id, id)
      )`);
    this.addSql(`
      create table mapping_version (
        id uuid primary key,
        organization_id uuid not null,
        mapping_id uuid not null,
        version int not null,
        rules jsonb not null,
        warnings jsonb not null,
        actor_kind text not null,
        actor_id text not null,
        created_at timestamptz not null,
        unique (organization_id, id),
        unique (organization_id, mapping_id, version),
        foreign key (organization_id, mapping_id) references mapping (organization_id, id)
      )`);
    this.addSql(`
      alter table sync
        add column mapping_id uuid,
        add column mapping_version int,
        add column filter text,
        add constraint sync_mapping foreign key (organization_id, mapping_id, mapping_version)
          references mapping_version (organization_id, mapping_id, version),
        add constraint sync_mapping_whole check ((mapping_id is null) = (mapping_version is null))`);
    this.addSql(`alter table record add column out_of_filter boolean not null default false`);
    this.remaps();
    for (const table of ['mapping', 'mapping_version', 'remap']) {
      this.addSql(`call causeway_protect('${table}')`);
    }
    this.addSql(`call causeway_allow_lookup('remap', 'id, organization_id, sync_id, status')`);
  }

  private remaps(): void {
    this.addSql(`
      create table remap (
        id uuid primary key,
        organization_id uuid not null,
        sync_id uuid not null,
        mapping_id uuid,
        mapping_version int,
        status text not null check (status in ('queued', 'running', 'succeeded', 'failed')),
        after uuid,
        expected int not null,
        done int not null,
        changed int not null,
        out_of_filter int not null,
        warnings int not null,
        lists boolean not null,
        error text,
        created_at timestamptz not null,
        finished_at timestamptz,
        unique (organization_id, id),
        foreign key (organization_id, sync_id) references sync (organization_id, id) on delete cascade
      )`);
    this.addSql(`
      create unique index remap_one_active on remap (organization_id, sync_id)
        where status in ('queued', 'running')`);
  }
}
