import { type FilterQuery, LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Vault } from '#crypto';
import { Clock, conflict, currentOrganization, HubError, newId, notFound } from '#kernel';
import { RecordWriter, type SyncContext, SyncContexts } from '#records';
import { idAfter, pageOf } from '#tenancy';
import type { Fields } from '#unified-models';
import {
  type BySide,
  isPair,
  type MirrorLink,
  settleLink,
  type SideContext,
  sides,
} from './decisions/index.js';
import { linkColumns, type LinkRowValues, toLink } from './link-rows.js';
import { Mirror, MirrorLinkRow } from './mirror.entity.js';
import { MirrorQueue } from './mirror-queue.js';
import { applyState, rulesOf, stateOf } from './mirror-state.js';
import { viewLink } from './mirror-views.js';
import type { linkStates, MirrorLinkQuery, ResolveMirrorConflict } from './mirrors.dto.js';
import { PgMirrorTransaction } from './pg-mirror-store.js';

type Choices = ResolveMirrorConflict['choices'];

const conditions: Readonly<Record<(typeof linkStates)[number], FilterQuery<MirrorLinkRow>>> = {
  pair: { recordAId: { $ne: null }, recordBId: { $ne: null } },
  alone: { $or: [{ recordAId: null }, { recordBId: null }] },
  conflict: { conflict: { $ne: null } },
  deletion: { waits: { $ne: null } },
  problem: { problem: { $ne: null } },
  detached: { detached: true },
};

/** Which record stands for which, and what waits for a person about them. */
@Injectable()
export class MirrorLinks {
  constructor(
    private readonly em: EntityManager,
    private readonly contexts: SyncContexts,
    private readonly writer: RecordWriter,
    private readonly vault: Vault,
    private readonly queue: MirrorQueue,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list(mirrorId: string, query: MirrorLinkQuery) {
    const { limit, state, recordId } = query;
    const after = idAfter(query);
    const where: FilterQuery<MirrorLinkRow> = {
      $and: [
        { mirrorId, ...(after ? { id: { $gt: after } } : {}) },
        state ? conditions[state] : {},
        recordId ? { $or: [{ recordAId: recordId }, { recordBId: recordId }] } : {},
      ],
    };
    const options = { orderBy: { id: 'asc' }, limit: limit + 1, refresh: true } as const;
    return pageOf(await this.em.find(MirrorLinkRow, where, options), limit, viewLink);
  }

  /** Decides what clashes; both sides get the outcome, and their syncs take it to the providers. */
  async resolve(mirrorId: string, id: string, choices: Choices): Promise<MirrorLinkRow> {
    await this.em.transactional(async em => {
      const lock = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const mirror = await em.findOne(Mirror, { id: mirrorId }, lock);
      if (!mirror) throw notFound('mirror');
      const link = await this.conflicting(em, mirrorId, id);
      await this.settle(em, mirror, link, decidedBy(link, choices));
      await this.audit.record({
        action: 'mirror.conflict_resolved',
        target: { type: 'mirror', id: mirrorId },
        details: { linkId: id, fields: Object.keys(choices) },
      });
    });
    await this.queue.wake(currentOrganization(), mirrorId);
    return this.em.findOneOrFail(MirrorLinkRow, { id }, { refresh: true });
  }

  private async conflicting(em: EntityManager, mirrorId: string, id: string): Promise<MirrorLink> {
    const rows: LinkRowValues[] = await em.execute(
      `select ${linkColumns} from mirror_link where mirror_id = ? and id = ?`,
      [mirrorId, id],
    );
    const [row] = rows;
    if (!row) throw notFound('link');
    if (!row.conflict) throw conflict('no_conflict', 'The two records are not in conflict.');
    return toLink(row);
  }

  private async settle(em: EntityManager, mirror: Mirror, link: MirrorLink, decided: Fields): Promise<void> {
    const at = this.clock.now();
    const syncs = { a: await this.contexts.of(mirror.syncAId), b: await this.contexts.of(mirror.syncBId) };
    const tx = new PgMirrorTransaction(
      { vault: this.vault, writer: this.writer, syncs, now: at },
      em,
      mirror,
    );
    const records = await tx.records([link]);
    const now = {
      a: records.get(link.a?.recordId ?? '') ?? null,
      b: records.get(link.b?.recordId ?? '') ?? null,
    };
    const contexts = contextsOf(syncs, at);
    const settling = { rules: rulesOf(mirror, syncs), contexts, at, mayDelete: false, decided };
    const settled = settleLink(settling, link, now);
    for (const side of sides) await tx.write(side, settled.writes[side]);
    await tx.save(settled.link ? [settled.link] : []);
    const state = stateOf(mirror);
    const untold = { a: settled.writes.a.length > 0, b: settled.writes.b.length > 0 };
    applyState(mirror, {
      ...state,
      untold: { a: state.untold.a || untold.a, b: state.untold.b || untold.b },
    });
    await em.flush();
  }
}

const contextsOf = (syncs: BySide<SyncContext>, at: Date): BySide<SideContext> => {
  const of = ({ decisions }: SyncContext): SideContext => ({ decisions, at, newId });
  return { a: of(syncs.a), b: of(syncs.b) };
};

const decidedBy = (link: MirrorLink, choices: Choices): Fields => {
  const clashes = isPair(link) ? (link.conflict ?? []) : [];
  const open = clashes.find(({ field }) => !Object.hasOwn(choices, field));
  if (open !== undefined) {
    const fields = [{ path: `choices.${open.field}`, detail: "'a', 'b' or a value" }];
    throw new HubError('incomplete_resolution', 422, `${open.field} is in conflict and was not decided.`, {
      fields,
    });
  }
  return Object.fromEntries(
    clashes.map(({ field, a, b }) => {
      const choice = choices[field];
      if (choice === 'a' || choice === 'b') return [field, choice === 'a' ? a : b];
      return [field, choice?.value];
    }),
  );
};
