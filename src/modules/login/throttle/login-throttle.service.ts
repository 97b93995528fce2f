import { createHash } from 'node:crypto';
import { MikroORM } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Clock, currentContext, HubError } from '#kernel';
import { type Backoff, perAccount, perAddress, waitAfter } from './backoff.js';

const forgetMs = 24 * 3600_000;

/** A row that is blocked matches nothing and returns nothing; parallel guesses wait for each other at the row. */
const take = `
  insert into login_throttle as t (key, failures, blocked_until, last_at) values (?, 1, ?, ?)
  on conflict (key) do update set
    failures = case when t.last_at < ? then 1 else t.failures + 1 end, last_at = excluded.last_at
  where t.blocked_until <= excluded.last_at
  returning failures`;
const block = 'update login_throttle set blocked_until = ? where key = ?';
const blockedUntil = 'select blocked_until from login_throttle where key = ?';
const forgiveAddress = `
  update login_throttle set failures = greatest(0, failures - 1), blocked_until = least(blocked_until, ?) where key = ?`;
const sweep = 'delete from login_throttle where last_at < ?';

interface Guarded {
  readonly key: string;
  readonly backoff: Backoff;
}

/**
 * Slows guessing down, per account and per address, for all processes together. An attempt is counted as failed before
 * it is judged, so that a thousand at once are not judged as the first; success takes it back. Names that belong to
 * nobody are counted like any other.
 */
@Injectable()
export class LoginThrottle {
  constructor(
    private readonly orm: MikroORM,
    private readonly clock: Clock,
  ) {}

  /** Refuses with 429, or lets this one attempt pass. */
  async take(subject: string): Promise<void> {
    for (const guarded of [addressOfCaller(), accountOf(subject)]) await this.count(guarded);
  }

  /** The attempt was right: the account starts afresh. The address gets back this attempt alone, or any login of one's own would make room for guesses at others. */
  async forgive(subject: string): Promise<void> {
    const em = this.em();
    await em.execute('delete from login_throttle where key = ?', [accountOf(subject).key]);
    await em.execute(forgiveAddress, [this.clock.now(), addressOfCaller().key]);
    await em.execute(sweep, [new Date(this.clock.now().getTime() - forgetMs)]);
  }

  private async count({ key, backoff }: Guarded): Promise<void> {
    const em = this.em();
    const now = this.clock.now();
    const forgotten = new Date(now.getTime() - forgetMs);
    const refusal = await em.transactional(async inner => {
      const [row] = await inner.execute<{ failures: number }[]>(take, [key, now, now, forgotten]);
      if (!row) return this.refusal(inner, key, now);
      const wait = waitAfter(row.failures, backoff);
      if (wait > 0) await inner.execute(block, [new Date(now.getTime() + wait * 1000), key]);
      return null;
    });
    if (refusal) throw refusal;
  }

  private async refusal(em: EntityManager, key: string, now: Date): Promise<HubError> {
    const [row] = await em.execute<{ blocked_until: Date | string }[]>(blockedUntil, [key]);
    const until = row ? new Date(row.blocked_until).getTime() : now.getTime();
    return new HubError('login_throttled', 429, 'Too many failed attempts. Wait, then try again.', {
      retryable: true,
      retryAfterSeconds: Math.max(1, Math.ceil((until - now.getTime()) / 1000)),
    });
  }

  private em(): EntityManager {
    return this.orm.em.fork() as EntityManager;
  }
}

/** As hashes, because names and addresses are personal data. */
const keyOf = (kind: string, text: string): string =>
  createHash('sha256').update(`${kind}:${text}`).digest('base64url');
const accountOf = (subject: string): Guarded => ({
  key: keyOf('account', subject.toLowerCase()),
  backoff: perAccount,
});
const addressOfCaller = (): Guarded => ({
  key: keyOf('address', currentContext()?.address ?? ''),
  backoff: perAddress,
});
