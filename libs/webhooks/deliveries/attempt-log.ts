import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { toJsonb } from '#database';
import { Clock, currentOrganization, newId } from '#kernel';
import type { EndpointFailures } from '../endpoints/endpoint-health.js';
import type { FirstAttempt } from './delivery.entity.js';
import type { LaneLease } from './lane-lease.js';
import { waitAfter } from './schedule.js';
import type { Attempt } from './sender.js';

/** Another process has the lane; what this one found out counts for nothing. */
export class LaneLost extends Error {
  constructor(endpointId: string) {
    super(`The lane of endpoint ${endpointId} was lost`);
    this.name = 'LaneLost';
  }
}

interface HealthRow {
  readonly failing_since: Date | string | null;
  readonly failures: number;
  readonly warned_at: Date | string | null;
}

/** Writes attempts and what they mean for their deliveries and the endpoint: one statement for many. */
@Injectable()
export class AttemptLog {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** In the order in which they ended. Renews the lease; throws LaneLost without having written anything. */
  async write(lease: LaneLease, attempts: readonly Attempt[]): Promise<EndpointFailures> {
    const now = this.clock.now();
    const rows = attempts.map(attempt => resultRow(attempt, now));
    const success = attempts.findLastIndex(({ outcome }) => outcome === 'delivered');
    const failed = attempts.length - 1 - success;
    const worked = success >= 0;
    const since = failed > 0 ? now : null;
    const [row] = await this.em.transactional(em =>
      em.execute<HealthRow[]>(writeSql, [
        ...[worked, since, now, worked, failed, worked, lease.endpointId, lease.fence],
        toJsonb(rows),
        ...[currentOrganization(), currentOrganization(), lease.endpointId, now, now, now],
      ]),
    );
    if (!row) throw new LaneLost(lease.endpointId);
    return { failingSince: date(row.failing_since), failures: row.failures, warnedAt: date(row.warned_at) };
  }

  /** Deliveries that must not be sent any more. */
  async cancel(ids: readonly string[], reason: string): Promise<void> {
    await this.em.execute(
      `update delivery set status = 'cancelled', reason = ?, settled_at = ?
       where id = any (?::uuid[]) and status = 'pending'`,
      [reason, this.clock.now(), `{${ids.join(',')}}`],
    );
  }
}

const date = (value: Date | string | null): Date | null => (value === null ? null : new Date(value));

const resultRow = (attempt: Attempt, now: Date) => {
  const { id, eventId, type, position, round } = attempt.delivery;
  return {
    delivery_id: id,
    event_id: eventId,
    event_type: type,
    position,
    round,
    number: attempt.number,
    response_status: attempt.responseStatus,
    ...settlementOf(attempt, now),
    ...(isFirst(attempt) ? { first_attempt: firstAttempt(attempt) } : attemptRow(attempt)),
  };
};

/** Nearly all attempts: it saves them a row of their own, which cost as much as all else that is written. */
const isFirst = ({ delivery, number, outcome }: Attempt): boolean =>
  outcome === 'delivered' && delivery.round === 1 && number === 1;

const firstAttempt = (attempt: Attempt): FirstAttempt => ({
  at: attempt.attemptedAt.toISOString(),
  durationMs: attempt.durationMs,
  requestHeaders: attempt.requestHeaders,
  responseStatus: attempt.responseStatus,
  responseHeaders: attempt.responseHeaders,
  responseBody: attempt.responseBody,
});

const attemptRow = (attempt: Attempt) => ({
  id: newId(),
  attempted_at: attempt.attemptedAt,
  duration_ms: attempt.durationMs,
  request_headers: attempt.requestHeaders,
  response_headers: attempt.responseHeaders,
  response_body: attempt.responseBody,
  error: attempt.error,
});

const settlementOf = ({ outcome, number, retryAfterMs }: Attempt, now: Date) => {
  if (outcome === 'delivered') return { status: 'delivered', reason: null, next_attempt_at: null };
  if (outcome === 'gone') return { status: 'dead', reason: 'gone', next_attempt_at: null };
  const wait = waitAfter({ attempts: number, retryAfterMs }, Math.random);
  return wait === null
    ? { status: 'dead', reason: 'attempts_exhausted', next_attempt_at: null }
    : { status: 'pending', reason: null, next_attempt_at: new Date(now.getTime() + wait) };
};

/**
 * The deliveries are there, so each insert is an update by its key. An update that joins would be planned as a scan of all
 * deliveries of the organization while the table's statistics are young, which took nine times as long with 10,000.
 * One that was cancelled while it was on the wire stays cancelled and shows its attempt.
 */
const writeSql = `
  with lane as (
    update endpoint set lease_until = now() + interval '15 seconds',
      failing_since = case when ? then ?::timestamptz else coalesce(failing_since, ?::timestamptz) end,
      failures = case when ? then 0 else failures end + ?,
      warned_at = case when ? then null else warned_at end
    where id = ? and lease_fence = ?
    returning failing_since, failures, warned_at
  ),
  result as (
    select r.* from lane, jsonb_to_recordset(?::jsonb) as r(id uuid, delivery_id uuid, event_id uuid, event_type text,
      position bigint, round int, number int, attempted_at timestamptz, duration_ms int, request_headers jsonb,
      response_status int, response_headers jsonb, response_body text, error text, status text, reason text,
      next_attempt_at timestamptz, first_attempt jsonb)
  ),
  attempt as (
    insert into delivery_attempt (organization_id, id, delivery_id, round, number, attempted_at, duration_ms,
      request_headers, response_status, response_headers, response_body, error)
    select ?::uuid, id, delivery_id, round, number, attempted_at, duration_ms, request_headers, response_status,
      response_headers, response_body, error
    from result where id is not null
  ),
  settled as (
    insert into delivery as d (organization_id, endpoint_id, created_at, next_attempt_at, settled_at, id, event_id,
      event_type, position, status, reason, aside, round, attempts, response_status,
      first_attempt)
    select ?::uuid, ?::uuid, ?::timestamptz, coalesce(next_attempt_at, ?::timestamptz),
      case when status = 'pending' then null else ?::timestamptz end, delivery_id, event_id, event_type, position,
      status, reason, true, round, number, response_status, first_attempt
    from result
    on conflict (id) do update set aside = true, attempts = excluded.attempts,
      status = case d.status when 'pending' then excluded.status else d.status end,
      reason = case d.status when 'pending' then excluded.reason else d.reason end,
      next_attempt_at = excluded.next_attempt_at, response_status = excluded.response_status,
      settled_at = coalesce(d.settled_at, excluded.settled_at),
      first_attempt = coalesce(excluded.first_attempt, d.first_attempt)
    where d.round = excluded.round
  )
  select failing_since, failures, warned_at from lane`;
