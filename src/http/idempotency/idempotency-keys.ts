import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock, newId } from '#kernel';
import { OrganizationScope } from '#database';
import {
  complete,
  expired,
  type Reserved,
  release,
  remove,
  reserve,
  type Stored,
  stored,
} from './idempotency-queries.js';
import type { Fingerprint } from './request-fingerprint.js';

const keepMs = 24 * 3_600_000;
/** A request that took this long has died with its process; the key may be tried again. */
export const abandonedAfterMs = 60_000;
const sweepEveryMs = 600_000;

/** Who repeats: a key of one caller says nothing about the same key of another. */
export interface Repeater {
  readonly organizationId: string;
  readonly caller: string;
}

export interface Answer {
  readonly status: number;
  /** JSON text; null where there is none, or where it must not be kept. */
  readonly body: string | null;
  readonly isShownOnce: boolean;
}

export type Claim =
  { readonly attemptId: string } | { readonly attemptId: null; readonly found: Stored | undefined };

/**
 * `reserved → answered → expired`, or `reserved → released` when the request failed and changed nothing. The attempt id
 * fences: a request that was taken for dead cannot write over the one that replaced it. Each step is a transaction of
 * its own, because the work between reservation and answer has its own.
 */
@Injectable()
export class IdempotencyKeys implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(IdempotencyKeys.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.sweep().catch((err: unknown) =>
        this.logger.warn({ err }, 'expired idempotency keys were not removed'),
      );
    }, sweepEveryMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  claim(by: Repeater, { keyHash, requestHash }: Fingerprint): Promise<Claim> {
    const now = this.clock.now();
    const abandoned = new Date(now.getTime() - abandonedAfterMs);
    const expires = new Date(now.getTime() + keepMs);
    const attemptId = newId();
    const values = [
      newId(),
      by.organizationId,
      by.caller,
      keyHash,
      requestHash,
      attemptId,
      now,
      now,
      expires,
    ];
    return this.inside(by, async em => {
      const [row] = await em.execute<Reserved[]>(reserve, [...values, now, abandoned]);
      if (row) return { attemptId };
      const [found] = await em.execute<Stored[]>(stored, [by.caller, keyHash]);
      return { attemptId: null, found };
    });
  }

  async answer(by: Repeater, attemptId: string, { status, body, isShownOnce }: Answer): Promise<void> {
    await this.inside(by, em => em.execute(complete, [status, body, isShownOnce, attemptId]));
  }

  async release(by: Repeater, attemptId: string): Promise<void> {
    await this.inside(by, em => em.execute(release, [attemptId]));
  }

  async sweep(): Promise<void> {
    const now = this.clock.now();
    const owners = await this.scope.acrossOrganizations('whose idempotency keys have expired', em =>
      em.execute<{ organization_id: string }[]>(expired, [now]),
    );
    for (const owner of owners) {
      await this.inside({ organizationId: owner.organization_id, caller: 'sweep' }, em =>
        em.execute(remove, [now]),
      );
    }
  }

  private inside<T>(by: Repeater, work: (em: EntityManager) => Promise<T>): Promise<T> {
    const actor = { kind: 'system', id: 'idempotency' } as const;
    return this.scope.run(by.organizationId, actor, () => this.em.transactional(work));
  }
}
