import { defineEntity, p } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { organizationScoped, toJsonb } from '#database';
import { Clock, currentOrganization, newId } from '#kernel';
import type { IntegrationProvider, ProviderSession, PullPage, PullRequest } from '#provider-sdk';

const DeletionNoticeSchema = defineEntity({
  name: 'DeletionNotice',
  tableName: 'deletion_notice',
  properties: { ...organizationScoped, syncId: p.uuid(), remoteId: p.text(), noticedAt: p.datetime() },
});

export class DeletionNotice extends DeletionNoticeSchema.class {}
DeletionNoticeSchema.setClass(DeletionNotice);

/** A run's share; more wait for the next one. */
const mostPerRun = 5_000;

/**
 * Many vendors tell of a deletion in a webhook and nowhere else. A notice is kept until a run wrote it down: the run begins
 * with a page of deletions, decided like any other (edit beats delete, the breaker holds), and what the vendor still
 * lists comes back with its next page.
 */
@Injectable()
export class DeletionNotices {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async keep(syncId: string, remoteIds: readonly string[]): Promise<void> {
    const rows = [...new Set(remoteIds)].map(remoteId => ({ id: newId(), remote_id: remoteId }));
    if (rows.length === 0) return;
    await this.em
      .getContext()
      .execute(keepSql, [currentOrganization(), syncId, this.clock.now(), toJsonb(rows)]);
  }

  of(syncId: string): Promise<DeletionNotice[]> {
    return this.em.find(DeletionNotice, { syncId }, { orderBy: { id: 'asc' }, limit: mostPerRun });
  }

  async drop(notices: readonly DeletionNotice[]): Promise<void> {
    if (notices.length === 0) return;
    await this.em.nativeDelete(DeletionNotice, { id: { $in: notices.map(({ id }) => id) } });
  }
}

const keepSql = `
  insert into deletion_notice (organization_id, sync_id, noticed_at, id, remote_id)
  select ?::uuid, ?::uuid, ?::timestamptz, r.id, r.remote_id
  from jsonb_to_recordset(?::jsonb) as r(id uuid, remote_id text)
  on conflict (organization_id, sync_id, remote_id) do nothing`;

const nobodyAsks = (): Promise<void> => Promise.resolve();

/**
 * The provider, as if its own pull had told of the deletions first. A listing needs no telling: it finds out by itself,
 * and one that is broken off is begun again. `taken` is called when they were written down, or a listing is under way,
 * and before anything newer is read: told once more after that, they would take away what has come back meanwhile.
 */
export const informed = <P extends Pick<IntegrationProvider, 'pull'>>(
  provider: P,
  notices: readonly Pick<DeletionNotice, 'remoteId'>[],
  taken: () => Promise<void> = nobodyAsks,
): P => {
  const pull = provider.pull?.bind(provider);
  if (notices.length === 0 || !pull) return provider;
  const changes = notices.map(({ remoteId }) => ({ kind: 'delete' as const, remoteId }));
  // As a page of a listing, so that one which is taken up again half-way stays one; an incremental pull becomes none by it.
  const first = { changes, unchanged: [], listing: true, last: false };
  async function* pages(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    // The next page is asked for when this one was committed.
    if (request.cursor !== null) yield { ...first, cursor: request.cursor };
    await taken();
    if (pull) yield* pull(session, request);
  }
  return Object.create(provider, { pull: { value: pages } }) as P;
};
