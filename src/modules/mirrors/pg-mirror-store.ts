import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Vault } from '#crypto';
import { toJsonb } from '#database';
import { currentOrganization } from '#kernel';
import type { Mutation, RecordWriter, SyncContext } from '#records';
import type { Fields } from '#unified-models';
import type { BySide, MirrorLink, MirrorSide } from './decisions/index.js';
import type {
  Advance,
  DeletionLoad,
  MirrorState,
  MirrorStore,
  MirrorTransaction,
  News,
} from './engine/index.js';
import { linkColumns, type LinkRowValues, saveLinksSql, toLink, toRow } from './link-rows.js';
import { Mirror } from './mirror.entity.js';
import { applyState, stateOf } from './mirror-state.js';
import { lockRecords } from './pg-mirror-records.js';

interface StoreParts {
  readonly em: EntityManager;
  readonly vault: Vault;
  readonly writer: RecordWriter;
  readonly syncs: BySide<SyncContext>;
  readonly now: Date;
}

/** What follows from a step, in its transaction. */
type Told = (mirror: Mirror, outcome: Advance) => Promise<void>;

/** Thrown within a transaction whose mirror is not to be moved: paused meanwhile, or deleted. */
export class MirrorAtRest extends Error {}

/** Where a mirror is kept in PostgreSQL; whoever holds its row moves it. */
export class PgMirrorStore implements MirrorStore {
  constructor(
    private readonly parts: StoreParts,
    private readonly mirrorId: string,
    private readonly told: Told,
  ) {}

  transaction(work: (tx: MirrorTransaction, state: MirrorState) => Promise<Advance>): Promise<Advance> {
    return this.parts.em.transactional(async em => {
      const lock = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const mirror = await em.findOne(Mirror, { id: this.mirrorId }, lock);
      if (mirror?.status !== 'active') throw new MirrorAtRest();
      const outcome = await work(new PgMirrorTransaction(this.parts, em, mirror), stateOf(mirror));
      await this.told(mirror, outcome);
      return outcome;
    });
  }
}

export class PgMirrorTransaction implements MirrorTransaction {
  constructor(
    private readonly parts: Omit<StoreParts, 'em'>,
    private readonly em: EntityManager,
    private readonly mirror: Mirror,
  ) {}

  async news(side: MirrorSide, after: number, limit: number): Promise<readonly News[]> {
    const rows: { id: string; feed_position: string; deleted: boolean; fields: Fields }[] =
      await this.em.execute(
        `select id, feed_position, deleted, fields from record where sync_id = ? and feed_position > ?
       order by feed_position limit ?`,
        [this.parts.syncs[side].syncId, after, limit],
      );
    return rows.map(({ feed_position: position, ...row }) => ({ ...row, position: Number(position) }));
  }

  linksOf(side: MirrorSide, recordIds: readonly string[]): Promise<MirrorLink[]> {
    return this.links(`record_${side}_id in (select jsonb_array_elements_text(?::jsonb)::uuid)`, [
      JSON.stringify(recordIds),
    ]);
  }

  halves(side: MirrorSide, keys: readonly string[]): Promise<MirrorLink[]> {
    const other = side === 'a' ? 'b' : 'a';
    return this.links(
      `record_${other}_id is null and match_key in (select jsonb_array_elements_text(?::jsonb)) order by id`,
      [JSON.stringify(keys)],
    );
  }

  due(limit: number): Promise<MirrorLink[]> {
    return this.links('due order by id limit ?', [limit]);
  }

  waiting(side: MirrorSide, limit: number): Promise<MirrorLink[]> {
    return this.links('waits = ? order by id limit ?', [side, limit]);
  }

  private async links(where: string, parameters: readonly unknown[]): Promise<MirrorLink[]> {
    const rows: LinkRowValues[] = await this.em.execute(
      `select ${linkColumns} from mirror_link where mirror_id = ? and ${where}`,
      [this.mirror.id, ...parameters],
    );
    return rows.map(toLink);
  }

  records(links: readonly MirrorLink[]) {
    return lockRecords(this.em, this.parts.vault, links);
  }

  async load(side: MirrorSide, deletedSince: Date): Promise<DeletionLoad> {
    const rows: { waiting: number; recent: number; total: number }[] = await this.em.execute(loadSql, [
      ...[side, side, deletedSince, this.mirror.id],
    ]);
    const sample = await this.waiting(side, 5);
    const counts = rows[0] ?? { waiting: 0, recent: 0, total: 0 };
    return { ...counts, sample: sample.flatMap(link => link[side]?.recordId ?? []) };
  }

  async write(side: MirrorSide, mutations: readonly Mutation[]): Promise<void> {
    const { syncId, consentId, model, guard } = this.parts.syncs[side];
    await this.parts.writer.write({ syncId, consentId, model: model.name, runId: null, guard }, mutations);
  }

  async save(links: readonly MirrorLink[]): Promise<void> {
    if (links.length === 0) return;
    const rows = toJsonb(links.map(toRow));
    await this.em.execute(saveLinksSql, [currentOrganization(), this.mirror.id, this.parts.now, rows]);
  }

  async forget(linkIds: readonly string[]): Promise<void> {
    if (linkIds.length === 0) return;
    await this.em.execute(
      'delete from mirror_link where id in (select jsonb_array_elements_text(?::jsonb)::uuid)',
      [JSON.stringify(linkIds)],
    );
  }

  async saveState(state: MirrorState): Promise<void> {
    applyState(this.mirror, state);
    await this.em.flush();
  }
}

const loadSql = `
  select count(*) filter (where waits = ?)::int as waiting,
    count(*) filter (where deletion->>'side' = ? and (deletion->>'at')::timestamptz > ?::timestamptz)::int as recent,
    count(*) filter (where base_a is not null and base_b is not null)::int as total
  from mirror_link where mirror_id = ?`;
