import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { MirrorHeld } from './engine/index.js';
import type { Mirror, MirrorLinkRow } from './mirror.entity.js';
import type { linkStates, MirrorLinkView, MirrorView } from './mirrors.dto.js';

interface CountRow {
  readonly pairs: number;
  readonly alone_a: number;
  readonly alone_b: number;
  readonly due: number;
  readonly conflicts: number;
  readonly waits_a: number;
  readonly waits_b: number;
  readonly problems: number;
  readonly outgoing: number;
  readonly refused: number;
}

/** Mirrors as the API shows them. */
@Injectable()
export class MirrorViews {
  constructor(private readonly em: EntityManager) {}

  async of(mirror: Mirror): Promise<MirrorView> {
    return { ...settingsOf(mirror), ...stateOf(mirror), counts: await this.counts(mirror) };
  }

  private async counts({ id, syncAId, syncBId }: Mirror): Promise<MirrorView['counts']> {
    const [row]: CountRow[] = await this.em.execute(countsSql, [syncAId, syncBId, id]);
    if (!row) throw new Error('no counts');
    const { pairs, due, conflicts, problems, outgoing, refused } = row;
    return {
      ...{ pairs, due, conflicts, problems, outgoing, refused },
      alone: { a: row.alone_a, b: row.alone_b },
      deletions: { a: row.waits_a, b: row.waits_b },
    };
  }
}

const settingsOf = (mirror: Mirror) => {
  const { id, name, syncAId, syncBId, model, policy, acceptsA, acceptsB } = mirror;
  return { id, name, syncAId, syncBId, model, policy, acceptsA, acceptsB, fields: [...mirror.fields] };
};

const viewHeld = (held: MirrorHeld | null | undefined) => {
  if (!held) return null;
  const { deletions, total, reason, sample } = held;
  return { deletions, total, reason, sample: [...sample] };
};

const stateOf = (mirror: Mirror) => ({
  status: mirror.status,
  phase: mirror.joined ? ('live' as const) : ('joining' as const),
  pause: mirror.pauseCode
    ? { code: mirror.pauseCode, detail: mirror.pauseDetail ?? '', recordId: mirror.pauseRecordId ?? null }
    : null,
  held: { a: viewHeld(mirror.heldA), b: viewHeld(mirror.heldB) },
  createdAt: mirror.createdAt.toISOString(),
  updatedAt: mirror.updatedAt.toISOString(),
});

const stateOfLink = (link: MirrorLinkRow): (typeof linkStates)[number] => {
  if (link.problem) return 'problem';
  if (link.conflict) return 'conflict';
  if (link.waits) return 'deletion';
  if (link.detached) return 'detached';
  return link.recordAId && link.recordBId ? 'pair' : 'alone';
};

export const viewLink = (link: MirrorLinkRow): MirrorLinkView => ({
  id: link.id,
  recordAId: link.recordAId ?? null,
  recordBId: link.recordBId ?? null,
  state: stateOfLink(link),
  deletion: link.waits ?? null,
  conflict: link.conflict ? [...link.conflict] : null,
  problem: link.problem ?? null,
});

const countsSql = `
  with waiting as (
    select count(*) filter (where push_error is null)::int as outgoing,
      count(*) filter (where push_error is not null)::int as refused
    from record where sync_id in (?, ?) and state = 'dirty')
  select count(*) filter (where base_a is not null and base_b is not null)::int as pairs,
    count(*) filter (where record_b_id is null)::int as alone_a,
    count(*) filter (where record_a_id is null)::int as alone_b,
    count(*) filter (where due)::int as due,
    count(*) filter (where conflict is not null)::int as conflicts,
    count(*) filter (where waits = 'a')::int as waits_a,
    count(*) filter (where waits = 'b')::int as waits_b,
    count(*) filter (where problem is not null)::int as problems,
    (select outgoing from waiting) as outgoing, (select refused from waiting) as refused
  from mirror_link where mirror_id = ?`;
