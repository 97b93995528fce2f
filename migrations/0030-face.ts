import { Migration } from '@mikro-orm/migrations';

/** How an organization looks, what it may use, and what the overview of a day asks for. */
export class Face extends Migration {
  override up(): void {
    this.overview();
    this.appearance();
    this.quotas();
    this.connectPage();
  }

  /** Rare rows, asked for by organization; those of a day are a range of ids. */
  private overview(): void {
    this.addSql(`create index receipt_dead_of on receipt (organization_id, id) where status = 'dead'`);
    this.addSql(`create index delivery_dead_of on delivery (organization_id, id) where status = 'dead'`);
    this.addSql(
      `create index conflict_open_of on record_conflict (organization_id, id) where status = 'open'`,
    );
  }

  private appearance(): void {
    this.addSql(`
      create table appearance (
        id uuid primary key,
        organization_id uuid not null references organization (id),
        display_name text,
        colour text check (colour ~ '^#[0-9a-f]{6}$'),
        logo bytea check (length(logo) <= 102400),
        logo_type text check (logo_type in ('image/png', 'image/jpeg', 'image/webp')),
        logo_hash text,
        support_url text,
        privacy_url text,
        updated_at timestamptz not null,
        unique (organization_id, id),
        unique (organization_id),
        check ((logo is null) = (logo_type is null) and (logo is null) = (logo_hash is null))
      )`);
    this.addSql(`create index appearance_logo on appearance (logo_hash) where logo_hash is not null`);
    this.addSql(`call causeway_protect('appearance')`);
    this.addSql(`call causeway_allow_lookup('appearance', 'organization_id, logo_hash')`);
  }

  private quotas(): void {
    this.addSql(`
      create table organization_quota (
        id uuid primary key,
        organization_id uuid not null references organization (id),
        connections int check (connections >= 0),
        syncs int check (syncs >= 0),
        records bigint check (records >= 0),
        updated_at timestamptz not null,
        unique (organization_id, id),
        unique (organization_id)
      )`);
    this.addSql(`call causeway_protect('organization_quota')`);
  }

  /** How the page was opened: the way back differs. */
  private connectPage(): void {
    this.addSql(`alter table connect_session add column display text check (display in ('page', 'popup'))`);
  }
}
