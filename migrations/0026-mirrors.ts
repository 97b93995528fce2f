import { Migration } from '@mikro-orm/migrations';

/** Two syncs whose records follow each other, and which record stands for which. */
export class Mirrors extends Migration {
  override up(): void {
    this.mirrors();
    this.links();
    for (const table of ['mirror', 'mirror_link']) this.addSql(`call causeway_protect('${table}')`);
    this.addSql(`call causeway_allow_lookup('mirror',
      'id, organization_id, status, joined, sync_a_id, sync_b_id, position_a, position_b, untold_a, untold_b')`);
    this.addSql(`call causeway_allow_lookup('mirror_link', 'id, organization_id, mirror_id, due, waits')`);
    this.addSql(`call causeway_allow_lookup('record', 'organization_id, sync_id, feed_position')`);
  }

  private mirrors(): void {
    this.addSql(`
      create table mirror (
        id uuid primary key,
        organization_id uuid not null,
        name text not null,
        sync_a_id uuid not null,
        sync_b_id uuid not null,
        model text not null,
        policy text not null check (policy in ('a', 'b', 'latest', 'manual')),
        accepts_a jsonb not null,
        accepts_b jsonb not null,
        fields jsonb not null,
        status text not null check (status in ('active', 'paused')),
        pause_code text,
        pause_detail text,
        pause_record_id uuid,
        joined boolean not null,
        position_a bigint not null,
        position_b bigint not null,
        held_a jsonb,
        held_b jsonb,
        approved_a int,
        approved_b int,
        untold_a boolean not null,
        untold_b boolean not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        check (sync_a_id <> sync_b_id),
        unique (organization_id, id),
        foreign key (organization_id, sync_a_id) references sync (organization_id, id) on delete cascade,
        foreign key (organization_id, sync_b_id) references sync (organization_id, id) on delete cascade
      )`);
    this.addSql(`create index mirror_active on mirror (id) where status = 'active'`);
    for (const side of ['a', 'b']) {
      this.addSql(`create index mirror_sync_${side} on mirror (organization_id, sync_${side}_id)`);
    }
  }

  private links(): void {
    this.addSql(`
      create table mirror_link (
        id uuid primary key,
        organization_id uuid not null,
        mirror_id uuid not null,
        record_a_id uuid,
        record_b_id uuid,
        base_a jsonb,
        base_b jsonb,
        revision_a int not null,
        revision_b int not null,
        match_key text,
        due boolean not null,
        waits text check (waits in ('a', 'b')),
        detached boolean not null,
        restore boolean not null,
        conflict jsonb,
        conflict_at timestamptz,
        problem jsonb,
        bounces jsonb,
        deletion jsonb,
        check (num_nonnulls(record_a_id, record_b_id) > 0),
        unique (organization_id, id),
        foreign key (organization_id, mirror_id) references mirror (organization_id, id) on delete cascade,
        foreign key (organization_id, record_a_id) references record (organization_id, id) on delete cascade,
        foreign key (organization_id, record_b_id) references record (organization_id, id) on delete cascade
      )`);
    for (const side of ['a', 'b']) {
      this.addSql(`
        create unique index mirror_link_${side} on mirror_link (organization_id, mirror_id, record_${side}_id)
          where record_${side}_id is not null`);
      // A cascade from records finds its links by the record alone.
      this.addSql(`
        create index mirror_link_record_${side} on mirror_link (organization_id, record_${side}_id)
          where record_${side}_id is not null`);
    }
    this.addSql(`
      create index mirror_link_half on mirror_link (organization_id, mirror_id, match_key)
        where record_a_id is null or record_b_id is null`);
    this.addSql(`create index mirror_link_due on mirror_link (organization_id, mirror_id, id) where due`);
    this.addSql(`
      create index mirror_link_waits on mirror_link (organization_id, mirror_id, waits, id) where waits is not null`);
    this.addSql(`
      create index mirror_link_conflict on mirror_link (organization_id, mirror_id, id) where conflict is not null`);
  }
}
