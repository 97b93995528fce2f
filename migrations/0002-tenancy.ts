import { Migration } from '@mikro-orm/migrations';

/**
 * Who may act. `organization` is its own scope: its policy compares `id`. Keys and sessions are found by the hash of
 * what the caller sent before it is known whose they are, so the lookup role may read the few columns that decide.
 */
export class Tenancy extends Migration {
  override up(): void {
    this.addOrganization();
    this.addMember();
    this.addApiKey();
    this.addMemberSession();
    this.addOperatorKey();
  }

  private addOrganization(): void {
    this.addSql(`
      create table organization (
        id uuid primary key,
        name text not null,
        status text not null check (status in ('active', 'suspended')),
        created_at timestamptz not null
      )`);
    this.addSql(`alter table organization enable row level security`);
    this.addSql(`alter table organization force row level security`);
    this.addSql(`
      create policy organization on organization for all to causeway_app
        using (id = app_organization()) with check (id = app_organization())`);
    // Never deleted by the serving role: erasing an organization is an operator's procedure.
    this.addSql(`grant select, insert, update on organization to causeway_app`);
    this.addSql(`call causeway_allow_lookup('organization', 'id, name, status, created_at')`);
  }

  private addMember(): void {
    this.addSql(`
      create table member (
        id uuid primary key,
        organization_id uuid not null references organization (id),
        email text not null,
        name text not null,
        role text not null check (role in ('owner', 'admin', 'member', 'auditor')),
        status text not null check (status in ('active', 'suspended')),
        created_at timestamptz not null,
        unique (organization_id, id)
      )`);
    this.addSql(`create unique index member_email on member (organization_id, lower(email))`);
    this.addSql(`call causeway_protect('member')`);
    this.addSql(`call causeway_allow_lookup('member', 'id, organization_id, role, status')`);
  }

  private addApiKey(): void {
    this.addSql(`
      create table api_key (
        id uuid primary key,
        organization_id uuid not null references organization (id),
        member_id uuid,
        name text not null,
        role text not null check (role in ('owner', 'admin', 'member', 'auditor')),
        scopes text[] not null,
        prefix text not null,
        hash text not null,
        created_by text not null,
        created_at timestamptz not null,
        expires_at timestamptz,
        last_used_at timestamptz,
        revoked_at timestamptz,
        unique (organization_id, id),
        foreign key (organization_id, member_id) references member (organization_id, id)
          on delete set null (member_id)
      )`);
    this.addSql(`create index api_key_hash on api_key (hash)`);
    this.addSql(`create index api_key_member on api_key (organization_id, member_id)`);
    this.addSql(`call causeway_protect('api_key')`);
    this.addSql(`
      call causeway_allow_lookup('api_key',
        'id, organization_id, member_id, role, scopes, hash, expires_at, last_used_at, revoked_at')`);
  }

  private addMemberSession(): void {
    this.addSql(`
      create table member_session (
        id uuid primary key,
        organization_id uuid not null references organization (id),
        member_id uuid not null,
        scopes text[] not null,
        hash text not null,
        created_by text not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        check (expires_at <= created_at + interval '1 hour'),
        unique (organization_id, id),
        foreign key (organization_id, member_id) references member (organization_id, id) on delete cascade
      )`);
    this.addSql(`create index member_session_hash on member_session (hash)`);
    this.addSql(`create index member_session_member on member_session (organization_id, member_id)`);
    this.addSql(`call causeway_protect('member_session')`);
    this.addSql(`
      call causeway_allow_lookup('member_session', 'id, organization_id, member_id, scopes, hash, expires_at')`);
  }

  private addOperatorKey(): void {
    this.addSql(`
      create table operator_key (
        id uuid primary key,
        name text not null,
        prefix text not null,
        hash text not null unique,
        created_by text not null,
        created_at timestamptz not null,
        expires_at timestamptz,
        last_used_at timestamptz,
        revoked_at timestamptz
      )`);
    this.addSql(`grant select, insert, update (last_used_at, revoked_at) on operator_key to causeway_app`);
  }
}
