import { Migration } from '@mikro-orm/migrations';

/**
 * Events and where they go. `position` is an event's place in its organization's feed, given after its transaction has
 * committed, by one writer at a time: who reads beyond a position misses nothing, however late a transaction commits.
 * `seq` is the order in which the rows were written.
 */
const events = [
  `create table event_feed (
    id uuid primary key,
    organization_id uuid not null,
    position bigint not null,
    unique (organization_id, id),
    unique (organization_id)
  )`,
  `create table event (
    id uuid primary key,
    organization_id uuid not null,
    type text not null,
    occurred_at timestamptz not null,
    data jsonb not null,
    consent_id uuid,
    seq bigint generated always as identity,
    position bigint,
    unique (organization_id, id)
  )`,
  `create index event_waiting on event (organization_id, seq) where position is null`,
  `create unique index event_position on event (organization_id, position) where position is not null`,
  `create index event_age on event (organization_id, occurred_at)`,
  `create index event_consent on event (organization_id, consent_id) where consent_id is not null`,
];

const endpoints = [
  `create table endpoint (
    id uuid primary key,
    organization_id uuid not null,
    url text not null,
    description text not null,
    event_types text[] not null,
    filters jsonb not null,
    enabled boolean not null,
    disabled_reason text check (disabled_reason in ('by_request', 'gone', 'failing')),
    throttle int,
    concurrency int not null,
    header_names text[] not null,
    headers bytea,
    lease_fence bigint not null default 0,
    lease_until timestamptz,
    failing_since timestamptz,
    failures int not null default 0,
    warned_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, id)
  )`,
  `create table endpoint_secret (
    id uuid primary key,
    organization_id uuid not null,
    endpoint_id uuid not null,
    kind text not null check (kind in ('v1', 'v1a')),
    secret bytea not null,
    public_key text,
    created_at timestamptz not null,
    expires_at timestamptz,
    unique (organization_id, id),
    foreign key (organization_id, endpoint_id) references endpoint (organization_id, id) on delete cascade
  )`,
  `create index endpoint_secret_endpoint on endpoint_secret (organization_id, endpoint_id)`,
  `create table endpoint_replay (
    id uuid primary key,
    organization_id uuid not null,
    endpoint_id uuid not null,
    kind text not null check (kind in ('range', 'failed')),
    from_at timestamptz not null,
    to_at timestamptz not null,
    position bigint not null,
    replayed int not null,
    status text not null check (status in ('running', 'done')),
    created_at timestamptz not null,
    finished_at timestamptz,
    unique (organization_id, id),
    foreign key (organization_id, endpoint_id) references endpoint (organization_id, id) on delete cascade
  )`,
  `create unique index endpoint_replay_one_running on endpoint_replay (organization_id, endpoint_id)
    where status = 'running'`,
];

/** `aside`: no longer in the line of first attempts, because it failed before or is a replay. */
const deliveries = [
  `create table delivery (
    id uuid primary key,
    organization_id uuid not null,
    endpoint_id uuid not null,
    event_id uuid not null,
    event_type text not null,
    position bigint not null,
    status text not null check (status in ('pending', 'delivered', 'dead', 'cancelled')),
    reason text,
    aside boolean not null,
    round int not null,
    attempts int not null,
    next_attempt_at timestamptz not null,
    response_status int,
    created_at timestamptz not null,
    settled_at timestamptz,
    unique (organization_id, id),
    unique (organization_id, event_id, endpoint_id),
    foreign key (organization_id, endpoint_id) references endpoint (organization_id, id) on delete cascade,
    foreign key (organization_id, event_id) references event (organization_id, id) on delete cascade
  )`,
  `create index delivery_first on delivery (organization_id, endpoint_id, position)
    where status = 'pending' and not aside`,
  `create index delivery_again on delivery (organization_id, endpoint_id, next_attempt_at)
    where status = 'pending' and aside`,
  `create index delivery_endpoint on delivery (organization_id, endpoint_id, id)`,
  `create table delivery_attempt (
    id uuid primary key,
    organization_id uuid not null,
    delivery_id uuid not null,
    round int not null,
    number int not null,
    attempted_at timestamptz not null,
    duration_ms int not null,
    request_headers jsonb not null,
    response_status int,
    response_headers jsonb,
    response_body text,
    error text,
    unique (organization_id, id),
    foreign key (organization_id, delivery_id) references delivery (organization_id, id) on delete cascade
  )`,
  `create index delivery_attempt_delivery on delivery_attempt (organization_id, delivery_id)`,
];

const portal = [
  `create table portal_session (
    id uuid primary key,
    organization_id uuid not null references organization (id),
    scopes text[] not null,
    hash text not null,
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    unique (organization_id, id)
  )`,
  `create index portal_session_hash on portal_session (hash)`,
];

const tables = [
  'event_feed',
  'event',
  'endpoint',
  'endpoint_secret',
  'endpoint_replay',
  'delivery',
  'delivery_attempt',
  'portal_session',
];

const lookups = [
  `call causeway_allow_lookup('event', 'organization_id, position, occurred_at')`,
  `call causeway_allow_lookup('endpoint', 'id, organization_id, enabled, lease_until')`,
  `call causeway_allow_lookup('endpoint_replay', 'id, organization_id, status')`,
  `call causeway_allow_lookup('delivery', 'organization_id, endpoint_id, status, aside, position, next_attempt_at')`,
  `call causeway_allow_lookup('portal_session', 'id, organization_id, scopes, hash, expires_at, revoked_at')`,
];

export class Webhooks extends Migration {
  override up(): void {
    for (const sql of [...events, ...endpoints, ...deliveries, ...portal]) this.addSql(sql);
    for (const table of tables) this.addSql(`call causeway_protect('${table}')`);
    for (const sql of lookups) this.addSql(sql);
  }
}
