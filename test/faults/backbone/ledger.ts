import { until } from '#support';
import type { BackboneStage } from './stage.js';

interface Counted {
  readonly id: string;
  readonly count: number;
}

/** How often each delivery of the vendor was stored, and how many effects it had. */
export const inboundLedger = async (stage: BackboneStage) => ({
  receipts: byId(
    await stage.rows<Counted>(`select delivery_id as id, count(*)::int as count from receipt group by 1`),
  ),
  effects: byId(
    await stage.rows<Counted>(
      `select 'Ev-' || (data -> 'data' ->> 'messageId') as id, count(*)::int as count from event
       where type = 'connection.remote_event' group by 1`,
    ),
  ),
  /** What became of the receipts. */
  outcomes: (
    await stage.rows<{ outcome: string }>(
      `select distinct concat_ws(' ', status, error) as outcome from receipt order by 1`,
    )
  ).map(({ outcome }) => outcome),
});

const byId = (rows: readonly Counted[]): Map<string, number> =>
  new Map(rows.map(({ id, count }) => [id, count]));

/** Those that are not there exactly once, and those that should not be there. */
export const notOnce = (
  counts: ReadonlyMap<string, number>,
  names: readonly string[],
): [string, number][] => {
  const expected = new Set(names.map(name => `Ev-${name}`));
  const strange = [...counts].filter(([id, times]) => times !== 1 || !expected.has(id));
  const missing = [...expected].filter(id => !counts.has(id));
  return [...strange, ...missing.map((id): [string, number] => [id, 0])];
};

interface Work {
  readonly receipts: number;
  readonly events: number;
  readonly deliveries: number;
}

/** Until nothing waits to be processed, placed or delivered. */
export const untilDrained = (stage: BackboneStage, timeoutMs: number): Promise<Work> =>
  until(
    async () => {
      const [work] = await stage.rows<Work>(
        `select (select count(*) from receipt where status = 'stored')::int as receipts,
          (select count(*) from event where position is null)::int as events,
          (select count(*) from delivery where status = 'pending')::int as deliveries`,
      );
      return work ?? { receipts: 1, events: 1, deliveries: 1 };
    },
    ({ receipts, events, deliveries }) => receipts + events + deliveries === 0,
    timeoutMs,
  );

interface Wait {
  readonly what: 'receipt' | 'feed' | 'delivery';
  readonly from: Date;
  readonly to: Date;
}

/** A time without any worker: [from, to], in milliseconds. */
export type Idle = readonly [number, number];

/** The longest that anything waited for somebody to take it up, in seconds; a time when no worker was there does not count. */
export const longestWaits = async (stage: BackboneStage, idle: readonly Idle[]) => {
  const waits = await stage.rows<Wait>(
    `select 'receipt' as what, received_at as "from", processed_at as "to" from receipt
     union all select 'feed', e.occurred_at, d.created_at from delivery d join event e on e.id = d.event_id
     union all select 'delivery', created_at, settled_at from delivery`,
  );
  const longest = { receipt: 0, feed: 0, delivery: 0, withoutWorkers: 0 };
  for (const { what, from, to } of waits) {
    const [began, ended] = [from.getTime(), to.getTime()];
    const alone = idle.map(([start, end]) => Math.max(0, Math.min(ended, end) - Math.max(began, start)));
    const without = alone.reduce((sum, ms) => sum + ms, 0) / 1000;
    longest[what] = Math.max(longest[what], (ended - began) / 1000 - without);
    longest.withoutWorkers = Math.max(longest.withoutWorkers, without);
  }
  return longest;
};

/** One row for each event and endpoint, and all of them delivered. */
export const deliveryLedger = async (stage: BackboneStage) =>
  stage.rows<{ event_id: string; count: number; delivered: boolean }>(
    `select e.id as event_id, count(d.id)::int as count, coalesce(bool_and(d.status = 'delivered'), false) as delivered
     from event e left join delivery d on d.event_id = e.id
     where e.type in ('connection.remote_event', 'consent.given') and e.occurred_at > (select min(created_at) from endpoint)
     group by e.id`,
  );
