import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { laneOf } from '#jobs';
import { Clock } from '#kernel';

export interface DueDelivery {
  readonly id: string;
  readonly eventId: string;
  readonly round: number;
  readonly attempts: number;
  readonly aside: boolean;
  readonly position: number;
  readonly type: string;
  readonly occurredAt: Date;
  /** JSON, as the database writes it. */
  readonly data: string;
  /** False once the consent that the event stands on was withdrawn or has expired. */
  readonly permitted: boolean;
}

interface DueRow {
  readonly id: string;
  readonly event_id: string;
  readonly round: number;
  readonly attempts: number;
  readonly aside: boolean;
  readonly position: string;
  readonly type: string;
  readonly occurred_at: Date | string;
  readonly data: string;
  readonly permitted: boolean;
}

export const firstAtOnce = 256;
/** First attempts come first, and what failed before has a share of its own, so neither starves the other. */
const againAtOnce = 64;
export const mostAtOnce = firstAtOnce + againAtOnce;

/** Finds what is to be sent. */
@Injectable()
export class DueDeliveries {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
  ) {}

  /**
   * In the order to send them. First attempts come from beyond a place in the feed, for the index up to there is full
   * of what was sent a moment ago; places become visible in their order. `inHand` have stepped aside and are not to be
   * found again.
   */
  async of(endpointId: string, beyond: number, inHand: Iterable<string>): Promise<DueDelivery[]> {
    const now = this.clock.now();
    const held = `{${[...inHand].join(',')}}`;
    const rows: DueRow[] = await this.em.execute(dueSql, [
      endpointId,
      beyond,
      firstAtOnce,
      endpointId,
      now,
      held,
      againAtOnce,
      now,
    ]);
    return rows.map(({ event_id, occurred_at, position, ...row }) => ({
      ...row,
      position: Number(position),
      eventId: event_id,
      occurredAt: new Date(occurred_at),
    }));
  }

  /** Milliseconds until the next one is due, if there is one. */
  async nextIn(endpointId: string): Promise<number | null> {
    const rows: { at: Date | string | null }[] = await this.em.execute(
      `select min(next_attempt_at) as at from delivery where endpoint_id = ? and status = 'pending' and aside`,
      [endpointId],
    );
    const at = rows[0]?.at;
    return at ? Math.max(0, new Date(at).getTime() - this.clock.now().getTime()) : null;
  }

  /** Endpoints of any organization that have something due and nobody at work on it. */
  async lanes(): Promise<string[]> {
    const rows = await this.scope.acrossOrganizations('deliveries that wait or lost their process', em =>
      em.execute<{ id: string; organization_id: string }[]>(lanesSql, [this.clock.now()]),
    );
    return rows.map(row => laneOf(row.organization_id, row.id));
  }
}

const dueSql = `
  with due as (
    (select id, event_id, round, attempts, aside, position from delivery
     where endpoint_id = ? and status = 'pending' and not aside and position > ?
     order by position limit ?)
    union all
    (select id, event_id, round, attempts, aside, position from delivery
     where endpoint_id = ? and status = 'pending' and aside and next_attempt_at <= ? and id <> all (?::uuid[])
     order by next_attempt_at limit ?)
  )
  select due.id, due.event_id, due.round, due.attempts, due.aside, due.position, e.type, e.occurred_at, e.data::text as data,
    e.consent_id is null or coalesce(c.state = 'given' and (c.expires_at is null or c.expires_at > ?), false) as permitted
  from due join event e on e.id = due.event_id left join consent_record c on c.id = e.consent_id
  order by due.aside, due.position`;

const lanesSql = `
  select e.id, e.organization_id from endpoint e
  where e.enabled and (e.lease_until is null or e.lease_until < now()) and (
    exists (select from delivery d where d.organization_id = e.organization_id and d.endpoint_id = e.id
      and d.status = 'pending' and not d.aside)
    or exists (select from delivery d where d.organization_id = e.organization_id and d.endpoint_id = e.id
      and d.status = 'pending' and d.aside and d.next_attempt_at <= ?))
  limit 1000`;
