import { Migration } from '@mikro-orm/migrations';

/** App installations, webhook secrets of apps, and the ways to find whom a delivery to an app is for. */
export class Auth extends Migration {
  override up(): void {
    for (const table of ['integration', 'provider_client']) {
      this.addSql(`
        alter table ${table}
          add column app_id text,
          add column app_slug text,
          add column app_key bytea,
          add column webhook_secret bytea,
          add column webhook_secret_version int not null default 0,
          add column webhook_secret_before bytea,
          add column webhook_secret_before_until timestamptz`);
    }
    // The lookup role reads no column of secrets, so it needs another to see that there is one.
    this.addSql(
      `alter table integration add column has_own_webhooks boolean not null
       generated always as (webhook_secret is not null) stored`,
    );
    this.addSql(`create index integration_own_webhooks on integration (provider) where has_own_webhooks`);
    this.addSql(
      `call causeway_allow_lookup('integration', 'id, organization_id, provider, has_own_webhooks')`,
    );
    this.addSql(`
      alter table connect_session
        add column method text not null default 'oauth' check (method in ('oauth', 'installation'))`);
    this.addSql(`create index connection_remote_account on connection (provider, remote_account_id)`);
    this.addSql(
      `grant select (provider, remote_account_id, integration_id) on connection to causeway_lookup`,
    );
  }
}
