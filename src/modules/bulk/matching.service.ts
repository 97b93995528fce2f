import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { NIL } from 'uuid';
import { notFound } from '#kernel';
import { conditionsOf } from './bulk-filter.js';
import { type BulkItem, type MatchingAnswer, type MatchingRequest, mostItems } from './bulk.dto.js';
import { countsOf } from './bulk-result.js';
import { Bulk } from './bulk.service.js';
import { type DeletionLoad, neededConfirm, unconfirmed } from './delete-guard.js';

/** One change for whatever a filter finds, by the order of ids, so that a change cannot find its own result again. */
@Injectable()
export class Matching {
  constructor(
    private readonly em: EntityManager,
    private readonly bulk: Bulk,
  ) {}

  async write(request: MatchingRequest): Promise<MatchingAnswer> {
    await this.requireSync(request.filter.syncId);
    const loads = await this.loads(request);
    const matched = loads.reduce((sum, { deletions }) => sum + deletions, 0);
    const needsConfirm = request.action === 'delete' ? neededConfirm(loads) : null;
    if (request.dryRun) return { matched, needsConfirm, data: [], counts: countsOf([]), nextCursor: null };
    if (needsConfirm !== null && (request.confirm ?? 0) < needsConfirm)
      throw unconfirmed(loads, needsConfirm);
    const ids = await this.page(request);
    const page = ids.slice(0, mostItems);
    // The call as a whole was confirmed above; a page of it is confirmed with it.
    const answer =
      page.length === 0
        ? { data: [], counts: countsOf([]) }
        : await this.bulk.write({ items: page.map(id => itemOf(request, id)), confirm: mostItems });
    const nextCursor = ids.length > mostItems ? (page.at(-1) ?? null) : null;
    return { matched, needsConfirm, ...answer, nextCursor };
  }

  private async requireSync(syncId: string | undefined): Promise<void> {
    if (syncId === undefined) return;
    const rows: unknown[] = await this.em.execute('select 1 from sync where id = ?', [syncId]);
    if (rows.length === 0) throw notFound('sync');
  }

  /** How many records of each sync the filter finds. */
  private async loads({ filter, cursor = NIL }: MatchingRequest): Promise<DeletionLoad[]> {
    const { sql, parameters } = conditionsOf(filter);
    const rows: { sync_id: string; found: number }[] = await this.em.execute(
      `select sync_id, count(*)::int as found from record where id > ?::uuid and ${sql} group by sync_id`,
      [cursor, ...parameters],
    );
    const loads: DeletionLoad[] = [];
    for (const { sync_id, found } of rows) loads.push(await this.bulk.loadOf(sync_id, found));
    return loads;
  }

  private async page({ filter, cursor = NIL }: MatchingRequest): Promise<string[]> {
    const { sql, parameters } = conditionsOf(filter);
    const rows: { id: string }[] = await this.em.execute(
      `select id from record where id > ?::uuid and ${sql} order by id limit ?`,
      [cursor, ...parameters, mostItems + 1],
    );
    return rows.map(({ id }) => id);
  }
}

const itemOf = ({ action, fields = {} }: MatchingRequest, id: string): BulkItem =>
  action === 'change' ? { action, id, fields } : { action, id };
