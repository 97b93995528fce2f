import { Migration } from '@mikro-orm/migrations';

/** Records, their history and conflicts, and the syncs and runs that move them. */
export class Syncs extends Migration {
  override up(): void {
    this.addSql(`
      create table sync (
        id uuid primary key,
        organization_id uuid not null,
        connection_id uuid not null,
        consent_id uuid not null,
        name text not null,
        model text not null,
        container_id text not null,
        container_name text not null,
        direction text not null check (direction in ('two_way', 'pull', 'push')),
        policy text not null check (policy in ('manual', 'latest', 'source', 'merge')),
        field_policies jsonb not null,
        auto_sync boolean not null,
        interval_seconds int not null,
        next_run_at timestamptz,
        cursor text,
        run_wanted boolean not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        unique (organization_id, id),
        unique (organization_id, connection_id, model, container_id),
        foreign key (organization_id, connection_id) references connection (organization_id, id),
        foreign key (organization_id, consent_id) references consent_record (organization_id, id)
      )`);
    this.addSql(`create index sync_due on sync (next_run_at) where auto_sync`);
    this.addSql(`
      create table sync_run (
        id uuid primary key,
        organization_id uuid not null,
        sync_id uuid not null,
        kind text not null check (kind in ('full', 'incremental')),
        trigger text not null check (trigger in ('manual', 'schedule', 'webhook', 'change')),
        status text not null check (status in
          ('queued', 'running', 'paused', 'held', 'succeeded', 'failed', 'cancelled')),
        control text not null check (control in ('run', 'pause', 'cancel')),
        checkpoint jsonb not null,
        held jsonb,
        retry_failed boolean not null,
        attempts int not null,
        resume_at timestamptz,
        lease_fence bigint not null,
        lease_until timestamptz,
        error_code text,
        error_detail text,
        created_at timestamptz not null,
        started_at timestamptz,
        progress_at timestamptz,
        finished_at timestamptz,
        unique (organization_id, id),
        foreign key (organization_id, sync_id) references sync (organization_id, id) on delete cascade
      )`);
    this.addSql(`
      create unique index sync_run_one_active on sync_run (organization_id, sync_id)
        where status in ('queued', 'running', 'paused', 'held')`);
    this.addSql(`create index sync_run_history on sync_run (organization_id, sync_id, id)`);
    this.addSql(`create index sync_run_due on sync_run (resume_at) where status in ('queued', 'running')`);
    this.addSql(`
      create table record (
        id uuid primary key,
        organization_id uuid not null,
        sync_id uuid not null,
        model text not null,
        fields jsonb not null,
        base jsonb,
        remote_id text,
        remote_version text,
        remote_data bytea,
        remote_modified_at timestamptz,
        deleted boolean not null,
        staged boolean not null,
        conflict jsonb,
        unanswered jsonb not null,
        push_error jsonb,
        local_changed_at timestamptz,
        state text not null check (state in ('clean', 'dirty', 'conflict', 'delete_pending')),
        revision int not null,
        feed_position bigint not null,
        seen_listing_id uuid,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        unique (organization_id, id),
        constraint record_remote unique (organization_id, sync_id, remote_id) deferrable initially deferred,
        foreign key (organization_id, sync_id) references sync (organization_id, id) on delete cascade
      )`);
    this.addSql(`create index record_feed_order on record (organization_id, feed_position)`);
    this.addSql(`create index record_sync_feed_order on record (organization_id, sync_id, feed_position)`);
    this.addSql(`create index record_work on record (sync_id, state, id) where state <> 'clean'`);
    this.addSql(`create index record_linked on record (sync_id, id) where remote_id is not null`);
    this.addSql(`
      create table record_feed (
        id uuid primary key,
        organization_id uuid not null unique,
        position bigint not null,
        unique (organization_id, id)
      )`);
    this.addSql(`
      create table record_version (
        id uuid primary key,
        organization_id uuid not null,
        record_id uuid not null,
        revision int not null,
        fields jsonb not null,
        deleted boolean not null,
        cause text not null,
        superseded jsonb not null,
        run_id uuid,
        actor_kind text not null,
        actor_id text not null,
        replaced_at timestamptz not null,
        unique (organization_id, id),
        foreign key (organization_id, record_id) references record (organization_id, id) on delete cascade
      )`);
    this.addSql(
      `create index record_version_history on record_version (organization_id, record_id, revision)`,
    );
    this.addSql(`
      create table record_conflict (
        id uuid primary key,
        organization_id uuid not null,
        sync_id uuid not null,
        record_id uuid not null,
        status text not null check (status in ('open', 'resolved', 'closed')),
        fields jsonb not null,
        base jsonb,
        remote jsonb not null,
        local jsonb not null,
        resolution jsonb,
        opened_at timestamptz not null,
        updated_at timestamptz not null,
        settled_at timestamptz,
        unique (organization_id, id),
        foreign key (organization_id, record_id) references record (organization_id, id) on delete cascade,
        foreign key (organization_id, sync_id) references sync (organization_id, id) on delete cascade
      )`);
    this.addSql(`
      create unique index conflict_one_open on record_conflict (organization_id, record_id) where status = 'open'`);
    for (const table of ['sync', 'sync_run', 'record', 'record_feed', 'record_version', 'record_conflict']) {
      this.addSql(`call causeway_protect('${table}')`);
    }
    this.addSql(`call causeway_allow_lookup('sync', 'id, organization_id, auto_sync, next_run_at')`);
    this.addSql(
      `call causeway_allow_lookup('sync_run', 'id, organization_id, sync_id, status, resume_at, lease_until')`,
    );
  }
}
