import { Migration } from '@mikro-orm/migrations';

/** Where each value of a record comes from, what was sent of it, and the undoing of runs. */
export class Lineage extends Migration {
  override up(): void {
    this.lineage();
    this.pushes();
    this.undos();
    for (const table of ['record_push', 'undo', 'undo_item']) {
      this.addSql(`call causeway_protect('${table}')`);
    }
    this.addSql(`call causeway_allow_lookup('undo', 'id, organization_id, sync_id, status')`);
  }

  /** A creation is told by columns of the record itself: a first run of 100,000 records writes no further rows. */
  private lineage(): void {
    this.addSql(`
      alter table record
        add column created_run_id uuid,
        add column created_actor_kind text,
        add column created_actor_id text,
        add column created_cursor text,
        add column created_mapping_version int`);
    this.addSql(`
      alter table record_version
        add column undo_id uuid,
        add column cursor text,
        add column mapping_version int`);
    this.addSql(`
      create index record_version_run on record_version (organization_id, run_id, record_id)
        where run_id is not null`);
    this.addSql(`alter table sync_run add column receipt_id uuid`);
    this.addSql(`alter table sync add column wanted_receipt_id uuid`);
  }

  private pushes(): void {
    this.addSql(`
      create table record_push (
        id uuid primary key,
        organization_id uuid not null,
        record_id uuid not null,
        run_id uuid not null,
        revision int not null,
        kind text not null check (kind in ('create', 'update', 'delete')),
        outcome text not null check (outcome in ('applied', 'stale', 'refused')),
        changed jsonb not null,
        overwrote jsonb,
        remote_id text,
        code text,
        detail text,
        pushed_at timestamptz not null,
        unique (organization_id, id),
        foreign key (organization_id, record_id) references record (organization_id, id) on delete cascade
      )`);
    this.addSql(`create index record_push_history on record_push (organization_id, record_id, revision)`);
    this.addSql(`
      create index record_push_run on record_push (organization_id, run_id, record_id)
        where outcome = 'applied'`);
  }

  private undos(): void {
    this.addSql(`
      create table undo (
        id uuid primary key,
        organization_id uuid not null,
        sync_id uuid not null,
        run_id uuid,
        of_undo_id uuid,
        dry_run boolean not null,
        status text not null check (status in ('queued', 'running', 'succeeded')),
        undone_by uuid,
        actor_kind text not null,
        actor_id text not null,
        created_at timestamptz not null,
        started_at timestamptz,
        finished_at timestamptz,
        check (num_nonnulls(run_id, of_undo_id) = 1),
        unique (organization_id, id),
        foreign key (organization_id, sync_id) references sync (organization_id, id) on delete cascade
      )`);
    for (const subject of ['run_id', 'of_undo_id']) {
      this.addSql(`
        create unique index undo_one_${subject} on undo (organization_id, ${subject})
          where ${subject} is not null and not dry_run and undone_by is null`);
    }
    this.addSql(`create index undo_due on undo (id) where status <> 'succeeded'`);
    this.addSql(`
      create table undo_item (
        id uuid primary key,
        organization_id uuid not null,
        undo_id uuid not null,
        record_id uuid not null,
        status text not null check (status in ('pending', 'undone', 'partly', 'refused', 'unneeded')),
        action text check (action in ('create', 'change', 'delete')),
        fields jsonb not null default '[]',
        code text,
        detail text,
        unique (organization_id, id),
        unique (organization_id, undo_id, record_id),
        foreign key (organization_id, undo_id) references undo (organization_id, id) on delete cascade,
        foreign key (organization_id, record_id) references record (organization_id, id) on delete cascade
      )`);
    this.addSql(`create index undo_item_status on undo_item (organization_id, undo_id, status, id)`);
  }
}
