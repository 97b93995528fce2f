import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock, newId } from '#kernel';
import { Vault, type VaultPlace } from '#crypto';
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

export interface Found extends Omit<Stored, 'body' | 'attempt_id'> {
  readonly body: string | null;
}

export type Claim =
  { readonly attemptId: string } | { readonly attemptId: null; readonly found: Found | undefined };

/** An answer may hold what a record keeps sealed. */
const placeOf = (attemptId: string): VaultPlace => ({
  ...{ table: 'idempotency_key', rowId: attemptId, field: 'body', version: 1 },
});

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
    private readonly vault: Vault,
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

  async claim(by: Repeater, { keyHash, requestHash }: Fingerprint): Promise<Claim> {
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
    const { isOurs, found } = await this.inside(by, async em => {
      const [row] = await em.execute<Reserved[]>(reserve, [...values, now, abandoned]);
      if (row) return { isOurs: true, found: undefined };
      const [other] = await em.execute<Stored[]>(stored, [by.caller, keyHash]);
      return { isOurs: false, found: other };
    });
    return isOurs ? { attemptId } : { attemptId: null, found: found && (await this.opened(by, found)) };
  }

  async answer(by: Repeater, attemptId: string, { status, body, isShownOnce }: Answer): Promise<void> {
    const sealed =
      body === null ? null : await this.within(by, () => this.vault.seal(body, placeOf(attemptId)));
    await this.inside(by, em => em.execute(complete, [status, sealed, isShownOnce, attemptId]));
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

  private async opened(by: Repeater, { attempt_id: attemptId, body, ...found }: Stored): Promise<Found> {
    if (body === null) return { ...found, body };
    return { ...found, body: await this.within(by, () => this.vault.open(body, placeOf(attemptId))) };
  }

  private inside<T>(by: Repeater, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.within(by, () => this.em.transactional(work));
  }

  private within<T>({ organizationId }: Repeater, work: () => Promise<T>): Promise<T> {
    return this.scope.run(organizationId, { kind: 'system', id: 'idempotency' }, work);
  }
}
