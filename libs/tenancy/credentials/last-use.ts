import { MikroORM } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { OrganizationScope } from '#database';

const everyMs = 60_000;

/** When a key was last used, written at most once a minute and key, so that reading stays cheap. */
@Injectable()
export class LastUse {
  constructor(
    private readonly orm: MikroORM,
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
  ) {}

  async ofApiKey(organizationId: string, id: string, known: Date | null): Promise<void> {
    if (!this.isStale(known)) return;
    await this.scope.run(organizationId, { kind: 'api_key', id }, () => this.write('api_key', id));
  }

  async ofOperatorKey(id: string, known: Date | null): Promise<void> {
    if (this.isStale(known)) await this.write('operator_key', id);
  }

  private isStale(known: Date | null): boolean {
    return known === null || this.clock.now().getTime() - known.getTime() >= everyMs;
  }

  private async write(table: 'api_key' | 'operator_key', id: string): Promise<void> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - everyMs);
    // Of many requests at once, the first writes and the others find nothing to do.
    const sql = `update ${table} set last_used_at = ? where id = ? and (last_used_at is null or last_used_at <= ?)`;
    const em = (table === 'api_key' ? this.orm.em : this.orm.em.fork()) as EntityManager;
    await em.transactional(inner => inner.execute(sql, [now, id, before]));
  }
}
