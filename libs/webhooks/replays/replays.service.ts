import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Signals } from '#database';
import { Jobs, laneOf } from '#jobs';
import { Clock, conflict, currentOrganization, invalid, newId, notFound } from '#kernel';
import { Delivery } from '../deliveries/delivery.entity.js';
import { dueTopic } from '../deliveries/topics.js';
import { Endpoints, requireEnabled } from '../endpoints/endpoints.service.js';
import { EndpointReplay } from './replay.entity.js';
import type { StartReplay } from './replays.dto.js';

/** Sends again, on request. Receivers see the webhook-id that they have seen before. */
@Injectable()
export class Replays {
  constructor(
    private readonly em: EntityManager,
    private readonly endpoints: Endpoints,
    private readonly signals: Signals,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async one(id: string): Promise<Delivery> {
    const delivery = await this.em.transactional(async em => {
      const found = await em.findOne(Delivery, { id }, { refresh: true });
      if (!found) throw notFound('delivery');
      requireEnabled(await this.endpoints.get(found.endpointId));
      const rows: unknown[] = await em.execute(
        `update delivery set status = 'pending', reason = null, aside = true, round = round + 1, attempts = 0,
           next_attempt_at = ?, settled_at = null where id = ? and status <> 'pending' returning id`,
        [this.clock.now(), id],
      );
      if (rows.length === 0) return found;
      await em.refresh(found);
      await this.record('delivery.replayed', { type: 'delivery', id }, { endpointId: found.endpointId });
      return found;
    });
    this.signals.send(dueTopic, [laneOf(currentOrganization(), delivery.endpointId)]);
    return delivery;
  }

  async get(endpointId: string, id: string): Promise<EndpointReplay> {
    const replay = await this.em.findOne(EndpointReplay, { id, endpointId }, { refresh: true });
    if (!replay) throw notFound('replay');
    return replay;
  }

  async start(endpointId: string, wish: StartReplay): Promise<EndpointReplay> {
    const now = this.clock.now();
    const stretch = 'failedSince' in wish ? failed(wish.failedSince, now) : range(wish.from, wish.to);
    const replay = await this.em.transactional(async em => {
      requireEnabled(await this.endpoints.get(endpointId));
      if (await em.findOne(EndpointReplay, { endpointId, status: 'running' }))
        throw conflict('replay_running', 'A replay of this endpoint is under way. Wait for its end.');
      const made = em.create(EndpointReplay, {
        ...stretch,
        id: newId(),
        organizationId: currentOrganization(),
        endpointId,
        position: await this.before(stretch.fromAt),
        replayed: 0,
        status: 'running',
        createdAt: now,
      });
      em.persist(made);
      await em.flush();
      const details = { kind: made.kind, from: made.fromAt.toISOString(), to: made.toAt.toISOString() };
      await this.record('endpoint.replayed', { type: 'endpoint', id: endpointId }, details);
      return made;
    });
    await this.jobs.wake('endpoints.replay', laneOf(currentOrganization(), replay.id));
    return replay;
  }

  /** The place before the first event of that time; a dead delivery's event may be older by all its attempts. */
  private async before(from: Date): Promise<number> {
    const since = new Date(from.getTime() - longestLifeMs);
    const rows: { position: string | null }[] = await this.em.execute(
      'select min(position) as position from event where occurred_at >= ?',
      [since],
    );
    return Number(rows[0]?.position ?? 1) - 1;
  }

  private record(action: string, target: { type: string; id: string }, details: Record<string, string>) {
    return this.audit.record({ action, target, details });
  }
}

/** 76 hours of attempts, each with Retry-After of a day at most. */
const longestLifeMs = 14 * 86_400_000;

const failed = (since: string, now: Date) => ({
  kind: 'failed' as const,
  fromAt: new Date(since),
  toAt: now,
});

const range = (from: string, to: string) => {
  if (from >= to) throw invalid('to', 'expected a time after `from`');
  return { kind: 'range' as const, fromAt: new Date(from), toAt: new Date(to) };
};
