import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type Actor, Clock, conflict, invalid, isId, newId, notFound, type Page } from '#kernel';
import { OrganizationScope } from '#database';
import { AuditTrail } from '../audit-trail.js';
import { installationId } from '../installation.js';
import { OperatorKey } from './operator-key.entity.js';
import { actorOf, type Principal } from '../access/principal.js';
import { newSecret } from '../credentials/secret.js';
import type { CreatedOperatorKey, CreateOperatorKey, OperatorKeyView } from './keys.dto.js';
import { viewOperatorKey } from '../views.js';

// Any constant will do: it serialises the two decisions that count keys.
const lock = 'select pg_advisory_xact_lock(8_301_001)';

/** Keys of the installation's operators. One is made at the first start; the last one cannot be revoked. */
@Injectable()
export class OperatorKeys {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** The plain first key, exactly once in the life of an installation, however many processes start; else null. */
  ensureFirst(): Promise<string | null> {
    return this.asInstallation({ kind: 'system', id: 'first-start' }, async em => {
      await em.execute(lock);
      if ((await em.count(OperatorKey)) > 0) return null;
      return (await this.issue(em, { name: 'First key' }, 'system')).plain;
    });
  }

  list(): Promise<Page<z.infer<typeof OperatorKeyView>>> {
    const system: Actor = { kind: 'system', id: 'operator-keys' };
    return this.asInstallation(system, async em => {
      const keys = await em.find(OperatorKey, {}, { orderBy: { id: 'asc' }, limit: 1000 });
      return { data: keys.map(viewOperatorKey), nextCursor: null };
    });
  }

  create(
    wish: z.infer<typeof CreateOperatorKey>,
    by: Principal,
  ): Promise<z.infer<typeof CreatedOperatorKey>> {
    const isPast = wish.expiresAt !== undefined && new Date(wish.expiresAt) <= this.clock.now();
    if (isPast) throw invalid('expiresAt', 'expected a time to come');
    return this.asInstallation(actorOf(by), async em => {
      const { key, plain } = await this.issue(em, wish, by.id);
      return { ...viewOperatorKey(key), key: plain };
    });
  }

  revoke(id: string, by: Principal): Promise<void> {
    return this.asInstallation(actorOf(by), async em => {
      await em.execute(lock);
      const key = isId(id) ? await em.findOne(OperatorKey, { id }) : null;
      if (!key) throw notFound('key');
      if (key.revokedAt) return;
      // A key that expires is no way back in for ever, so it does not count.
      const others = await em.count(OperatorKey, { revokedAt: null, expiresAt: null, id: { $ne: id } });
      if (others === 0)
        throw conflict('last_operator_key', 'The last operator key without an expiry cannot be revoked.');
      key.revokedAt = this.clock.now();
      await em.flush();
      await this.record('operator_key.revoked', key);
    });
  }

  private async issue(em: EntityManager, wish: z.infer<typeof CreateOperatorKey>, createdBy: string) {
    const { plain, prefix, hash } = newSecret('operator');
    const key = em.create(OperatorKey, {
      id: newId(),
      name: wish.name,
      prefix,
      hash,
      createdBy,
      createdAt: this.clock.now(),
      expiresAt: wish.expiresAt === undefined ? null : new Date(wish.expiresAt),
      lastUsedAt: null,
      revokedAt: null,
    });
    await em.flush();
    await this.record('operator_key.created', key);
    return { key, plain };
  }

  private record(action: string, key: OperatorKey): Promise<void> {
    return this.audit.record({
      action,
      target: { type: 'operator_key', id: key.id },
      details: { prefix: key.prefix },
    });
  }

  private asInstallation<T>(actor: Actor, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.scope.run(installationId, actor, () => this.em.transactional(work));
  }
}
