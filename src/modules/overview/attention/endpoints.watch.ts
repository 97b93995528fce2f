import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AttentionItem } from '../overview.dto.js';
import { here, perSort, several, timeOf, type Watch } from './rows.js';

interface EndpointRow {
  readonly id: string;
  readonly url: string;
  readonly enabled: boolean;
  readonly disabled_reason: string | null;
  readonly failing_since: Date | string | null;
  readonly failures: number;
  readonly updated_at: Date | string;
}

interface DeadRow {
  readonly endpoint_id: string;
  readonly url: string;
  readonly count: number;
  readonly at: Date | string | null;
}

const failingSql = `
  select id, url, enabled, disabled_reason, failing_since, failures, updated_at from endpoint
  where ${here} and ((enabled and failing_since is not null) or disabled_reason in ('gone', 'failing'))
  order by enabled, failing_since limit ?`;

const deadSql = `
  select dead.*, e.url from (
    select endpoint_id, count(*)::int as count, max(settled_at) as at from delivery
    where ${here} and status = 'dead' group by endpoint_id order by count(*) desc limit ?) dead
  join endpoint e on e.id = dead.endpoint_id`;

/** Endpoints that do not take what they are sent, and deliveries that were given up. */
@Injectable()
export class EndpointsWatch implements Watch {
  constructor(private readonly em: EntityManager) {}

  async look(): Promise<AttentionItem[]> {
    const failing = await this.em.execute<EndpointRow[]>(failingSql, [perSort]);
    const dead = await this.em.execute<DeadRow[]>(deadSql, [perSort]);
    return [...failing.map(failingItem), ...dead.map(deadItem)];
  }
}

const failingItem = (endpoint: EndpointRow): AttentionItem => {
  const { id, url, enabled, disabled_reason, failing_since, failures, updated_at } = endpoint;
  if (enabled)
    return {
      kind: 'endpoint_failing',
      level: 'warning',
      text: `${url} has not taken anything for ${several(failures, 'attempt', 'attempts')}.`,
      nextStep: 'Look at its deliveries; an endpoint that fails for five days is disabled.',
      at: timeOf(failing_since),
      endpointId: id,
    };
  const why = disabled_reason === 'gone' ? 'it said that it is gone (410)' : 'it failed for five days';
  return {
    kind: 'endpoint_disabled',
    level: 'stopped',
    text: `${url} is disabled, because ${why}. It is sent nothing.`,
    nextStep: 'Repair it, enable it, and replay what it missed; or delete it.',
    at: timeOf(updated_at),
    endpointId: id,
  };
};

const deadItem = ({ endpoint_id, url, count, at }: DeadRow): AttentionItem => ({
  kind: 'deliveries_dead',
  level: 'warning',
  text: `${several(count, 'delivery', 'deliveries')} to ${url} ${count === 1 ? 'was' : 'were'} given up.`,
  nextStep: 'Repair the endpoint, then replay what failed.',
  at: timeOf(at),
  count,
  endpointId: endpoint_id,
});
