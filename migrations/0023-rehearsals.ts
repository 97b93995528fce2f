import { Migration } from '@mikro-orm/migrations';

/** Dry runs and drift audits: looked at, kept for a week, without effect on anything else. */
export class Rehearsals extends Migration {
  override up(): void {
    this.addSql(`
      create table rehearsal (
        id uuid primary key,
        organization_id uuid not null,
        kind text not null check (kind in ('dry_run', 'drift_audit')),
        connection_id uuid not null,
        sync_id uuid,
        wish jsonb not null,
        status text not null check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
        control text not null check (control in ('run', 'cancel')),
        progress jsonb not null,
        result jsonb,
        suspects jsonb,
        attempts int not null,
        resume_at timestamptz,
        lease_fence bigint not null,
        lease_until timestamptz,
        error_code text,
        error_detail text,
        created_at timestamptz not null,
        started_at timestamptz,
        finished_at timestamptz,
        expires_at timestamptz not null,
        unique (organization_id, id),
        foreign key (organization_id, connection_id) references connection (organization_id, id) on delete cascade,
        foreign key (organization_id, sync_id) references sync (organization_id, id) on delete cascade
      )`);
    this.addSql(`create index rehearsal_history on rehearsal (organization_id, sync_id, kind, id)`);
    this.addSql(`create index rehearsal_due on rehearsal (resume_at) where status in ('queued', 'running')`);
    this.addSql(`create index rehearsal_expiry on rehearsal (expires_at)`);
    this.addSql(`call causeway_protect('rehearsal')`);
    this.addSql(`call causeway_allow_lookup('rehearsal',
      'id, organization_id, connection_id, status, resume_at, lease_until, expires_at')`);
  }
}
