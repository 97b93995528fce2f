import { Migration } from '@mikro-orm/migrations';

/** What the hub asked vendors to push. */
export class Subscriptions extends Migration {
  override up(): void {
    this.addSql(`
      create table subscription (
        id uuid primary key,
        organization_id uuid not null,
        connection_id uuid not null,
        provider text not null,
        model text not null,
        container_id text not null,
        status text not null check (status in ('pending', 'active', 'removing')),
        token text not null,
        secret bytea not null,
        remote_id text,
        resource_id text,
        expires_at timestamptz,
        renew_at timestamptz,
        attempts int not null,
        next_attempt_at timestamptz,
        last_error text,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        unique (organization_id, id),
        unique (organization_id, token),
        foreign key (organization_id, connection_id) references connection (organization_id, id)
      )`);
    this.addSql(`create index subscription_address on subscription (token)`);
    this.addSql(`create index subscription_of on subscription (connection_id, model, container_id)`);
    this.addSql(`call causeway_protect('subscription')`);
    this.addSql(`
      call causeway_allow_lookup('subscription', 'id, organization_id, connection_id, provider, model, container_id,
        status, token, expires_at, renew_at, next_attempt_at')`);
    this.addSql(`grant select (connection_id, model, container_id, direction) on sync to causeway_lookup`);
    this.addSql(`grant select (provider) on connection to causeway_lookup`);
  }
}
