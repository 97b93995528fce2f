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
import type {
  CreatedOperatorKey,
  CreateOperatorKey,
  OperatorKeyView,
  RotatedOperatorKey,
  RotateKey,
} from './keys.dto.js';
import { endOfSuccessor, giveWay, requireRotatable } from './rotation.js';
import { viewOperatorKey } from '../views.js';

// Any constant will do: it serialises the decisions that count keys, and rotations.
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
      return (await this.issue(em, { name: 'First key', expiresAt: null }, 'system')).plain;
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
    const expiresAt = wish.expiresAt === undefined ? null : new Date(wish.expiresAt);
    if (expiresAt && expiresAt <= this.clock.now()) throw invalid('expiresAt', 'expected a time to come');
    return this.asInstallation(actorOf(by), async em => {
      const { key, plain } = await this.issue(em, { name: wish.name, expiresAt }, by.id);
      return { ...viewOperatorKey(key), key: plain };
    });
  }

  rotate(
    id: string,
    { overlapSeconds }: z.infer<typeof RotateKey>,
    by: Principal,
  ): Promise<z.infer<typeof RotatedOperatorKey>> {
    return this.asInstallation(actorOf(by), async em => {
      const old = await this.locked(em, id);
      const now = this.clock.now();
      requireRotatable(old, now);
      const wish = { name: old.name, expiresAt: endOfSuccessor(old, now) };
      const { key, plain } = await this.issue(em, wish, by.id);
      const endsAt = giveWay(old, key.id, new Date(now.getTime() + overlapSeconds * 1000)).toISOString();
      await em.flush();
      await this.record('operator_key.rotated', old, { successorId: key.id, endsAt });
      return { ...viewOperatorKey(key), key: plain, predecessor: { id, endsAt } };
    });
  }

  revoke(id: string, by: Principal): Promise<void> {
    return this.asInstallation(actorOf(by), async em => {
      const key = await this.locked(em, id);
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

  private async locked(em: EntityManager, id: string): Promise<OperatorKey> {
    await em.execute(lock);
    const key = isId(id) ? await em.findOne(OperatorKey, { id }) : null;
    if (!key) throw notFound('key');
    return key;
  }

  private async issue(em: EntityManager, wish: Pick<OperatorKey, 'name' | 'expiresAt'>, createdBy: string) {
    const { plain, prefix, hash } = newSecret('operator');
    const key = em.create(OperatorKey, {
      id: newId(),
      ...wish,
      prefix,
      hash,
      createdBy,
      createdAt: this.clock.now(),
      lastUsedAt: null,
      revokedAt: null,
      successorId: null,
    });
    await em.flush();
    await this.record('operator_key.created', key);
    return { key, plain };
  }

  private record(action: string, key: OperatorKey, more: Record<string, string> = {}): Promise<void> {
    const details = { prefix: key.prefix, ...more };
    return this.audit.record({ action, target: { type: 'operator_key', id: key.id }, details });
  }

  private asInstallation<T>(actor: Actor, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.scope.run(installationId, actor, () => this.em.transactional(work));
  }
}
