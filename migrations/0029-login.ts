import { Migration } from '@mikro-orm/migrations';

/**
 * People who log in. An account belongs to a realm, which is its `organization_id`: the installation for accounts with
 * a password, one organization for those that its single sign-on made. So row-level security keeps passwords out of
 * every organization's reach, and an organization's identity provider cannot speak for anybody elsewhere.
 */
export class Login extends Migration {
  override up(): void {
    this.accounts();
    this.sessions();
    this.links();
    this.singleSignOn();
    this.throttle();
    const tables = ['user_account', 'recovery_code', 'member_login', 'login_session', 'login_link'];
    for (const table of [...tables, 'invitation', 'sso_connection', 'sso_attempt']) {
      this.addSql(`call causeway_protect('${table}')`);
    }
    this.lookups();
  }

  private accounts(): void {
    this.addSql(`
      create table user_account (
        id uuid primary key,
        organization_id uuid not null,
        email text not null,
        name text not null,
        is_operator boolean not null,
        password_hash text,
        totp_secret bytea,
        totp_version int not null,
        totp_since timestamptz,
        totp_last_step int,
        created_at timestamptz not null,
        unique (organization_id, id),
        constraint only_the_installation_knows_passwords check (
          organization_id = '00000000-0000-0000-0000-000000000000'
          or (password_hash is null and totp_secret is null and not is_operator))
      )`);
    this.addSql(`create unique index user_account_email on user_account (organization_id, lower(email))`);
    this.addSql(`
      create table recovery_code (
        id uuid primary key,
        organization_id uuid not null,
        account_id uuid not null,
        hash text not null,
        used_at timestamptz,
        unique (organization_id, id),
        unique (organization_id, account_id, hash),
        foreign key (organization_id, account_id) references user_account (organization_id, id) on delete cascade
      )`);
    // The account may be of another realm, so nothing but its id ties it: accounts are not deleted.
    this.addSql(`
      create table member_login (
        id uuid primary key,
        organization_id uuid not null references organization (id),
        member_id uuid not null,
        account_id uuid not null,
        issuer text,
        subject text,
        created_at timestamptz not null,
        unique (organization_id, id),
        unique (organization_id, account_id),
        unique (organization_id, issuer, subject),
        check ((issuer is null) = (subject is null)),
        foreign key (organization_id, member_id) references member (organization_id, id) on delete cascade
      )`);
    this.addSql(`create index member_login_account on member_login (account_id)`);
    this.addSql(`create index member_login_member on member_login (organization_id, member_id)`);
  }

  private sessions(): void {
    this.addSql(`
      create table login_session (
        id uuid primary key,
        organization_id uuid not null,
        account_id uuid not null,
        hash text not null unique,
        method text not null check (method in ('password', 'sso')),
        awaits_totp boolean not null,
        acts_as text check (acts_as in ('operator', 'member')),
        acts_in uuid,
        created_at timestamptz not null,
        seen_at timestamptz not null,
        authenticated_at timestamptz not null,
        expires_at timestamptz not null,
        address text,
        user_agent text,
        unique (organization_id, id),
        check ((acts_as = 'member') = (acts_in is not null)),
        foreign key (organization_id, account_id) references user_account (organization_id, id) on delete cascade
      )`);
    this.addSql(`create index login_session_account on login_session (organization_id, account_id)`);
  }

  private links(): void {
    this.addSql(`
      create table login_link (
        id uuid primary key,
        organization_id uuid not null,
        account_id uuid,
        purpose text not null check (purpose in ('setup', 'password_reset')),
        hash text not null unique,
        issued_in uuid not null,
        created_by text not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz,
        unique (organization_id, id),
        check ((purpose = 'setup') = (account_id is null)),
        foreign key (organization_id, account_id) references user_account (organization_id, id) on delete cascade
      )`);
    // Of the installation, too: new operators are invited like members.
    this.addSql(`
      create table invitation (
        id uuid primary key,
        organization_id uuid not null,
        email text not null,
        role text not null check (role in ('owner', 'admin', 'member', 'auditor', 'operator')),
        hash text not null unique,
        created_by text not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        accepted_at timestamptz,
        revoked_at timestamptz,
        unique (organization_id, id),
        check ((role = 'operator') = (organization_id = '00000000-0000-0000-0000-000000000000'))
      )`);
    this.addSql(`create index invitation_email on invitation (organization_id, lower(email))`);
  }

  private singleSignOn(): void {
    this.addSql(`
      create table sso_connection (
        id uuid primary key,
        organization_id uuid not null unique references organization (id),
        issuer text not null,
        client_id text not null,
        client_secret bytea not null,
        secret_version int not null,
        default_role text not null check (default_role in ('admin', 'member', 'auditor')),
        allowed_domains text[] not null,
        is_enforced boolean not null,
        changed_at timestamptz not null,
        unique (organization_id, id)
      )`);
    this.addSql(`
      create table sso_attempt (
        id uuid primary key,
        organization_id uuid not null references organization (id),
        state_hash text not null,
        browser_hash text not null,
        is_confirmation boolean not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        unique (organization_id, id),
        unique (organization_id, state_hash)
      )`);
  }

  /** Kept by a hash of the account's name or of the address, known or not; so it belongs to nobody. */
  private throttle(): void {
    this.addSql(`
      create table login_throttle (
        key text primary key,
        failures int not null,
        blocked_until timestamptz not null,
        last_at timestamptz not null
      )`);
    this.addSql(`create index login_throttle_last_at on login_throttle (last_at)`);
    this.addSql(`grant select, insert, update, delete on login_throttle to causeway_app`);
  }

  private lookups(): void {
    this.addSql(`call causeway_allow_lookup('user_account', 'id, organization_id, is_operator, totp_since')`);
    this.addSql(`
      call causeway_allow_lookup('login_session',
        'id, organization_id, account_id, hash, method, awaits_totp, acts_as, acts_in, seen_at, authenticated_at, expires_at')`);
    this.addSql(`
      call causeway_allow_lookup('member_login', 'organization_id, member_id, account_id')`);
    this.addSql(`call causeway_allow_lookup('sso_connection', 'organization_id, is_enforced')`);
    this.addSql(`call causeway_allow_lookup('invitation', 'id, organization_id, hash')`);
  }
}
