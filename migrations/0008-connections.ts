import { Migration } from '@mikro-orm/migrations';

/** What an organization configured, and the accounts it reaches by it. */
export class Connections extends Migration {
  override up(): void {
    this.addSql(`
      create table provider_client (
        provider text primary key,
        id uuid not null unique,
        client_id text not null,
        client_secret bytea not null,
        updated_at timestamptz not null
      )`);
    this.addSql(`grant select, insert, update, delete on provider_client to causeway_app`);
    this.addSql(`
      create table integration (
        id uuid primary key,
        organization_id uuid not null,
        provider text not null,
        enabled boolean not null,
        client_id text,
        client_secret bytea,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        unique (organization_id, id),
        unique (organization_id, provider)
      )`);
    this.addSql(`
      create table connection (
        id uuid primary key,
        organization_id uuid not null,
        integration_id uuid not null,
        provider text not null,
        status text not null check (status in ('active', 'needs_reauth', 'disconnected')),
        remote_account_id text not null,
        remote_account_name text not null,
        remote_account_email text,
        settings jsonb not null,
        granted_scopes text[] not null,
        end_user_id text,
        member_id uuid,
        revocation text not null check (revocation in ('none', 'pending', 'done', 'unsupported', 'failed')),
        revocation_attempts int not null default 0,
        revoke_after timestamptz,
        last_error_code text,
        last_error_detail text,
        last_error_at timestamptz,
        last_used_at timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        disconnected_at timestamptz,
        unique (organization_id, id),
        foreign key (organization_id, integration_id) references integration (organization_id, id)
      )`);
    this.addSql(`
      create unique index connection_one_per_account on connection
        (organization_id, integration_id, remote_account_id) where status <> 'disconnected'`);
    this.addSql(
      `create index connection_revocation on connection (revoke_after) where revocation = 'pending'`,
    );
    this.addSql(`
      create table credential (
        id uuid primary key,
        organization_id uuid not null,
        connection_id uuid not null,
        version int not null,
        secret bytea not null,
        expires_at timestamptz,
        refreshable boolean not null,
        lease_fence bigint not null default 0,
        lease_until timestamptz,
        updated_at timestamptz not null,
        unique (organization_id, id),
        unique (organization_id, connection_id),
        foreign key (organization_id, connection_id) references connection (organization_id, id) on delete cascade
      )`);
    this.addSql(`create index credential_expiry on credential (expires_at) where refreshable`);
    this.addSql(`
      create table connect_session (
        id uuid primary key,
        organization_id uuid not null,
        integration_id uuid not null,
        connection_id uuid,
        token_hash bytea not null unique,
        end_user_id text not null,
        end_user_label text,
        member_id uuid,
        scopes text[] not null,
        notice_version text not null,
        return_to text,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        consumed_at timestamptz,
        consent_ids uuid[] not null,
        unique (organization_id, id),
        foreign key (organization_id, integration_id) references integration (organization_id, id),
        foreign key (organization_id, connection_id) references connection (organization_id, id)
      )`);
    this.addSql(`
      create table authorization_attempt (
        id uuid primary key,
        organization_id uuid not null,
        connect_session_id uuid not null,
        provider text not null,
        state_hash bytea not null unique,
        browser_hash bytea not null,
        code_verifier bytea,
        redirect_uri text not null,
        scopes text[] not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        consumed_at timestamptz,
        unique (organization_id, id),
        foreign key (organization_id, connect_session_id) references connect_session (organization_id, id)
      )`);
    for (const table of [
      'integration',
      'connection',
      'credential',
      'connect_session',
      'authorization_attempt',
    ]) {
      this.addSql(`call causeway_protect('${table}')`);
    }
    this.addSql(
      `call causeway_allow_lookup('connection', 'id, organization_id, status, revocation, revoke_after')`,
    );
    this.addSql(
      `call causeway_allow_lookup('credential', 'connection_id, organization_id, refreshable, expires_at')`,
    );
    this.addSql(`call causeway_allow_lookup('connect_session', 'id, organization_id, token_hash')`);
    this.addSql(`call causeway_allow_lookup('authorization_attempt', 'id, organization_id, state_hash')`);
  }
}
