import { Migration } from '@mikro-orm/migrations';

/** What vendors posted. Why intake needs no privilege of its own: docs/adr/0010-group-commit-of-receipts.md */
export class Receipts extends Migration {
  override up(): void {
    this.receipts();
    this.storing();
    this.companions();
    this.lookups();
  }

  private receipts(): void {
    this.addSql(`
      create table receipt (
        id uuid primary key,
        organization_id uuid not null,
        connection_id uuid,
        subscription_id uuid,
        provider text not null,
        delivery_id text not null,
        event_type text not null,
        verified boolean not null,
        headers jsonb not null,
        subscription jsonb,
        body bytea,
        size int not null,
        status text not null check (status in ('stored', 'processed', 'ignored', 'quarantined', 'dead')),
        attempts int not null,
        replays int not null,
        due_at timestamptz,
        error text,
        received_at timestamptz not null,
        occurred_at timestamptz,
        processed_at timestamptz,
        unique (organization_id, id),
        constraint receipt_once unique nulls not distinct (organization_id, provider, connection_id, delivery_id),
        foreign key (organization_id, connection_id) references connection (organization_id, id)
      )`);
    // Sealed bytes do not compress; trying costs more than the insert.
    this.addSql(`alter table receipt alter column body set storage external`);
    this.addSql(
      `create index receipt_lane on receipt (organization_id, connection_id, id) where status = 'stored'`,
    );
    // Rows arrive in order of time, so a few bytes per megabyte find a range.
    this.addSql(`create index receipt_time on receipt using brin (received_at) with (pages_per_range = 16)`);
    this.addSql(`call causeway_protect('receipt')`);
  }

  /**
   * One statement, and so one commit, for receipts of several organizations. It runs with the caller's rights: each
   * organization's rows are inserted inside that organization, where the table's policy checks them.
   */
  private storing(): void {
    this.addSql(`
      create function causeway_store_receipts(batch jsonb, bodies bytea) returns setof uuid
      language plpgsql security invoker set search_path = '' as $$
      declare
        part record;
      begin
        for part in
          select * from pg_catalog.jsonb_to_recordset(batch) as x(organization_id uuid, receipts jsonb)
        loop
          perform pg_catalog.set_config('app.organization_id', part.organization_id::text, true);
          return query
            insert into public.receipt as stored (id, organization_id, connection_id, subscription_id, provider,
              delivery_id, event_type, verified, headers, subscription, body, size, status, attempts, replays, error,
              received_at, occurred_at)
            select r.id, part.organization_id, r.connection_id, r.subscription_id, r.provider, r.delivery_id,
              r.event_type, r.verified, r.headers, r.subscription,
              pg_catalog.substr(bodies, r.body_at + 1, r.body_length), r.size, r.status, 0, 0, r.error,
              r.received_at, r.occurred_at
            from pg_catalog.jsonb_to_recordset(part.receipts) as r(id uuid, connection_id uuid,
              subscription_id uuid, provider text, delivery_id text, event_type text, verified boolean,
              headers jsonb, subscription jsonb, body_at int, body_length int, size int, status text, error text,
              received_at timestamptz, occurred_at timestamptz)
            on conflict on constraint receipt_once do nothing
            returning stored.id;
        end loop;
      end $$`);
    this.addSql(`revoke all on function causeway_store_receipts(jsonb, bytea) from public`);
    this.addSql(`grant execute on function causeway_store_receipts(jsonb, bytea) to causeway_app`);
  }

  private companions(): void {
    this.addSql(`
      create table receipt_filter (
        id uuid primary key,
        organization_id uuid not null,
        integration_id uuid,
        connection_id uuid,
        event_type text not null,
        created_at timestamptz not null,
        unique (organization_id, id),
        unique nulls not distinct (organization_id, integration_id, connection_id, event_type),
        check ((integration_id is null) <> (connection_id is null)),
        foreign key (organization_id, integration_id) references integration (organization_id, id) on delete cascade,
        foreign key (organization_id, connection_id) references connection (organization_id, id) on delete cascade
      )`);
    this.addSql(`
      create table receipt_replay (
        id uuid primary key,
        organization_id uuid not null,
        received_from timestamptz not null,
        received_to timestamptz not null,
        connection_id uuid,
        status text,
        after_id uuid,
        replayed int not null,
        created_at timestamptz not null,
        finished_at timestamptz,
        unique (organization_id, id),
        foreign key (organization_id, connection_id) references connection (organization_id, id)
      )`);
    this.addSql(`create index receipt_replay_open on receipt_replay (id) where finished_at is null`);
    this.addSql(`
      create table receipt_tally (
        id uuid primary key,
        organization_id uuid not null,
        provider text not null,
        hour timestamptz not null,
        received bigint not null,
        verified bigint not null,
        duplicate bigint not null,
        forged bigint not null,
        late bigint not null,
        quarantined bigint not null,
        unique (organization_id, id),
        unique (organization_id, provider, hour)
      )`);
    for (const table of ['receipt_filter', 'receipt_replay', 'receipt_tally']) {
      this.addSql(`call causeway_protect('${table}')`);
    }
  }

  private lookups(): void {
    this.addSql(`
      call causeway_allow_lookup('receipt', 'id, organization_id, connection_id, provider, status, attempts, replays,
        due_at, received_at, processed_at')`);
    this.addSql(`call causeway_allow_lookup('receipt_replay', 'id, organization_id, finished_at')`);
    this.addSql(`
      call causeway_allow_lookup('receipt_tally', 'organization_id, provider, hour, received, verified, duplicate,
        forged, late, quarantined')`);
  }
}
