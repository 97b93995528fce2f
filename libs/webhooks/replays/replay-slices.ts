import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OrganizationScope, Signals, toJsonb } from '#database';
import { laneOf, parseLane, Task, type TaskHandler, type TaskOutcome } from '#jobs';
import { Clock, currentOrganization, newId } from '#kernel';
import { dueTopic } from '../deliveries/topics.js';
import { Endpoint } from '../endpoints/endpoint.entity.js';
import { wants } from '../endpoints/event-filter.js';
import type { PlacedEvent } from '../events/fan-out-slice.js';
import { EndpointReplay } from './replay.entity.js';

const sliceSize = 500;

/** Works replays off, slice by slice, so that a long one neither blocks a job nor holds locks for long. */
@Task('endpoints.replay')
@Injectable()
export class ReplaySlices implements TaskHandler {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly signals: Signals,
    private readonly clock: Clock,
  ) {}

  async due(): Promise<string[]> {
    const rows = await this.scope.acrossOrganizations('replays under way', em =>
      em.execute<{ id: string; organization_id: string }[]>(
        `select id, organization_id from endpoint_replay where status = 'running' limit 1000`,
      ),
    );
    return rows.map(row => laneOf(row.organization_id, row.id));
  }

  run(lane: string): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    return this.scope.run(organizationId, { kind: 'system', id: 'endpoints.replay' }, () => this.slice(id));
  }

  private async slice(id: string): Promise<TaskOutcome> {
    const { endpointId, done } = await this.em.transactional(async em => {
      const lock = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const replay = await em.findOne(EndpointReplay, { id, status: 'running' }, lock);
      if (!replay) return { endpointId: null, done: true };
      const events = await this.next(replay);
      const last = events.at(-1);
      replay.replayed += await this.again(em, replay, events);
      if (last) replay.position = Number(last.position);
      if (events.length < sliceSize) {
        replay.status = 'done';
        replay.finishedAt = this.clock.now();
      }
      return { endpointId: replay.endpointId, done: events.length < sliceSize };
    });
    if (endpointId) this.signals.send(dueTopic, [laneOf(currentOrganization(), endpointId)]);
    return done ? 'done' : 'more';
  }

  private next({ kind, endpointId, position, fromAt, toAt }: EndpointReplay): Promise<PlacedEvent[]> {
    const values = kind === 'failed' ? [endpointId, position, fromAt] : [position, fromAt, toAt];
    return this.em.getContext().execute(kind === 'failed' ? failedSql : rangeSql, [...values, sliceSize]);
  }

  /** Answers how many will be sent; those that wait already are left alone. */
  private async again(
    em: EntityManager,
    { kind, endpointId }: EndpointReplay,
    events: readonly PlacedEvent[],
  ): Promise<number> {
    const endpoint = await em.findOneOrFail(Endpoint, { id: endpointId });
    const wanted = events.filter(({ type, data }) => kind === 'failed' || wants(endpoint, type, data));
    const rows = wanted.map(event => ({
      id: newId(),
      event_id: event.id,
      event_type: event.type,
      position: event.position,
    }));
    const now = this.clock.now();
    const sent: unknown[] = await em.execute(againSql, [
      ...[currentOrganization(), endpointId, now, now],
      toJsonb(rows),
    ]);
    return sent.length;
  }
}

const failedSql = `
  select e.id, e.type, e.position, '{}'::jsonb as data from delivery d join event e on e.id = d.event_id
  where d.endpoint_id = ? and d.status = 'dead' and d.position > ? and d.settled_at >= ?
  order by d.position limit ?`;

const rangeSql = `
  select id, type, position, data from event
  where position > ? and occurred_at >= ? and occurred_at < ? order by position limit ?`;

const againSql = `
  insert into delivery as d (organization_id, endpoint_id, created_at, next_attempt_at, status, aside, round, attempts,
    id, event_id, event_type, position)
  select ?::uuid, ?::uuid, ?::timestamptz, ?::timestamptz, 'pending', true, 1, 0, r.id, r.event_id, r.event_type,
    r.position
  from jsonb_to_recordset(?::jsonb) as r(id uuid, event_id uuid, event_type text, position bigint)
  on conflict (organization_id, event_id, endpoint_id) do update set status = 'pending', reason = null, aside = true,
    round = d.round + 1, attempts = 0, next_attempt_at = excluded.next_attempt_at, settled_at = null
  where d.status <> 'pending'
  returning id`;
