import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Outbox } from '#database';
import { Clock } from '#kernel';
import { endpointFailing } from '../webhooks.event-types.js';
import { Endpoint } from './endpoint.entity.js';
import { Endpoints } from './endpoints.service.js';

const day = 86_400_000;
export const failureRules = {
  warnAfterMs: day,
  warnFailures: 3,
  disableAfterMs: 5 * day,
  disableFailures: 10,
} as const;

export interface EndpointFailures {
  readonly failingSince: Date | null;
  readonly failures: number;
  readonly warnedAt: Date | null;
}

/**
 * An endpoint that takes nothing is disabled after five days and ten attempts, whatever was sent to it. Its owner is
 * told after the first day and always a day before the end, so a hub that was off for a week warns first as well.
 */
export const verdictOf = (
  { failingSince, failures, warnedAt }: EndpointFailures,
  now: Date,
): 'fine' | 'warn' | 'disable' => {
  if (failingSince === null) return 'fine';
  const failingMs = now.getTime() - failingSince.getTime();
  if (warnedAt === null) {
    return failingMs >= failureRules.warnAfterMs && failures >= failureRules.warnFailures ? 'warn' : 'fine';
  }
  const isOver = failingMs >= failureRules.disableAfterMs && failures >= failureRules.disableFailures;
  return isOver && now.getTime() - warnedAt.getTime() >= day ? 'disable' : 'fine';
};

@Injectable()
export class EndpointHealth {
  constructor(
    private readonly em: EntityManager,
    private readonly endpoints: Endpoints,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async judge(endpointId: string, failures: EndpointFailures): Promise<void> {
    const verdict = verdictOf(failures, this.clock.now());
    if (verdict === 'warn') await this.warn(endpointId);
    if (verdict === 'disable') await this.endpoints.disable(endpointId, 'failing');
  }

  private async warn(id: string): Promise<void> {
    await this.em.transactional(async em => {
      const lock = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const endpoint = await em.findOne(Endpoint, { id, enabled: true, warnedAt: null }, lock);
      if (!endpoint?.failingSince) return;
      endpoint.warnedAt = this.clock.now();
      const end = Math.max(
        endpoint.failingSince.getTime() + failureRules.disableAfterMs,
        endpoint.warnedAt.getTime() + day,
      );
      const data = {
        endpointId: id,
        failingSince: endpoint.failingSince.toISOString(),
        failures: endpoint.failures,
        disablesAt: new Date(end).toISOString(),
      };
      await em.flush();
      await this.outbox.publish(endpointFailing, [{ data }]);
      await this.audit.record({
        action: 'endpoint.failing',
        target: { type: 'endpoint', id },
        outcome: 'failure',
        details: { failures: data.failures, failingSince: data.failingSince },
      });
    });
  }
}
