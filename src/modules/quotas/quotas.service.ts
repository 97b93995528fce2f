import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Clock, conflict, currentOrganization, type HubError } from '#kernel';
import type { QuotaKind } from './quotas.dto.js';

const here = 'organization_id = app_organization()';

const countSqls: Readonly<Record<QuotaKind, string>> = {
  connections: `select count(*)::int as used from connection where ${here} and status <> 'disconnected'`,
  syncs: `select count(*)::int as used from sync where ${here}`,
  records: `select count(*)::int as used from record where ${here} and not deleted and not staged`,
};

/** Runs ask between all of their pages; counting records reads all of them. */
const recountMs = 5_000;

interface Counted {
  readonly used: number;
  readonly at: number;
}

/** What an organization may have at most, as the operator says. Inside the organization. */
@Injectable()
export class Quotas {
  readonly #records = new Map<string, Counted>();

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * Before one more is made, in the transaction that makes it: whoever makes another at the same time waits for the row
   * that says how many there may be.
   */
  async requireRoom(kind: QuotaKind): Promise<void> {
    const take = await this.room(kind);
    take();
  }

  /** The same for many in one transaction: each call takes one, and throws when there is no room for it. */
  async room(kind: QuotaKind): Promise<() => void> {
    const limit = await this.limit(kind, 'for update');
    if (limit === null) return () => undefined;
    let used = await this.used(kind);
    return () => {
      if (used >= limit) throw exceeded(kind, limit, used);
      used += 1;
    };
  }

  /** What `requireRoom` would throw at this moment, and may no longer, or only then, in a moment. */
  async refusal(kind: QuotaKind): Promise<HubError | null> {
    const limit = await this.limit(kind);
    if (limit === null) return null;
    const used = await this.used(kind);
    return used >= limit ? exceeded(kind, limit, used) : null;
  }

  /** Between the pages of a run: more than may be are there, whoever brought them. May be some seconds behind. */
  async requireRecordsWithin(): Promise<void> {
    const limit = await this.limit('records');
    if (limit === null) return;
    const organization = currentOrganization();
    const now = this.clock.now().getTime();
    const known = this.#records.get(organization);
    const isFresh = known !== undefined && now - known.at < recountMs;
    const used = isFresh ? known.used : await this.used('records');
    if (!isFresh) this.#records.set(organization, { used, at: now });
    if (used > limit) throw exceeded('records', limit, used);
  }

  async used(kind: QuotaKind): Promise<number> {
    const [row] = await this.em.execute<{ used: number }[]>(countSqls[kind]);
    return row?.used ?? 0;
  }

  private async limit(kind: QuotaKind, lock = ''): Promise<number | null> {
    const sql = `select ${kind}::float8 as "limit" from organization_quota where ${here} ${lock}`;
    const [row] = await this.em.execute<{ limit: number | null }[]>(sql);
    return row?.limit ?? null;
  }
}

const ways: Readonly<Record<QuotaKind, string>> = {
  connections: 'Disconnect one that is not needed',
  syncs: 'Delete one that is not needed',
  records: 'Delete what is not needed, or narrow a sync by a filter',
};

const exceeded = (kind: QuotaKind, limit: number, used: number): HubError =>
  conflict(
    'quota_exceeded',
    `The quota of ${kind} is ${limit}, with ${used} in use. ${used > 0 ? `${ways[kind]}, or ask` : 'Ask'} the operator for more.`,
    { quota: kind, limit, used },
  );
