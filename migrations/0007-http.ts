import { Migration } from '@mikro-orm/migrations';

/** What the API's edge remembers between processes: rate limits and answers to repeated requests. */
export class Http extends Migration {
  override up(): void {
    // Unlogged: losing the counters in a crash costs one window, and saves the write-ahead log a row per request.
    this.addSql(`
      create unlogged table rate_limit (
        key text primary key,
        hits int not null,
        resets_at timestamptz not null
      ) with (fillfactor = 50)`);
    this.addSql(`create index rate_limit_resets_at on rate_limit (resets_at)`);
    this.addSql(`grant select, insert, update, delete on rate_limit to causeway_app`);
    this.addSql(`
      create table idempotency_key (
        id uuid primary key,
        organization_id uuid not null,
        caller text not null,
        key_hash text not null,
        request_hash text not null,
        attempt_id uuid not null,
        status int,
        body text,
        is_shown_once boolean not null,
        created_at timestamptz not null,
        started_at timestamptz not null,
        expires_at timestamptz not null,
        unique (organization_id, id),
        unique (organization_id, caller, key_hash)
      )`);
    this.addSql(`create index idempotency_key_expires_at on idempotency_key (expires_at)`);
    this.addSql(`call causeway_protect('idempotency_key')`);
    this.addSql(`call causeway_allow_lookup('idempotency_key', 'organization_id, expires_at')`);
  }
}
