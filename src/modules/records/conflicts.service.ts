import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Clock, HubError, notFound } from '#kernel';
import { type Choices, decidedBy, resolveConflict, type SyncRecord } from './decisions/index.js';
import { refuseWithheld } from './guarded/withhold.js';
import { completeFields } from './record-fields.js';
import { Conflict } from './record.entity.js';
import { conditionsOf } from './conflict-filter.js';
import {
  mostAtOnce,
  type ResolveConflict,
  type ResolveConflicts,
  type ResolvedConflicts,
} from './conflicts.dto.js';
import { Records } from './records.service.js';
import { SyncContexts } from './sync-contexts.js';

@Injectable()
export class Conflicts {
  constructor(
    private readonly em: EntityManager,
    private readonly records: Records,
    private readonly contexts: SyncContexts,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async get(id: string): Promise<Conflict> {
    const conflict = await this.em.findOne(Conflict, { id }, { refresh: true });
    if (!conflict) throw notFound('conflict');
    return conflict;
  }

  /** Decides; the outcome goes to the provider with the next run, which starts at once. */
  async resolve(id: string, choices: ResolveConflict['choices']): Promise<Conflict> {
    this.records.announce(await this.decide(id, choices));
    return this.get(id);
  }

  /** Each on its own: what cannot be decided is refused with its reason and leaves the others alone. */
  async resolveMany(wanted: ResolveConflicts): Promise<ResolvedConflicts> {
    const { side, choices = side ?? {} } = wanted;
    const { ids, hasMore } = await this.chosen(wanted);
    const data: ResolvedConflicts['data'] = [];
    const written = new Map<string, { id: string; syncId: string }>();
    for (const id of ids) {
      try {
        const one = await this.decide(id, choices);
        written.set(one.syncId, one);
        data.push({ id, status: 'resolved', code: null, detail: null });
      } catch (error) {
        if (!(error instanceof HubError)) throw error;
        data.push({ id, status: 'refused', code: error.code, detail: error.publicDetail });
      }
    }
    for (const one of written.values()) this.records.announce(one);
    return { data, hasMore };
  }

  private async chosen({ ids, filter = {} }: ResolveConflicts) {
    if (ids !== undefined) return { ids: [...new Set(ids)], hasMore: false };
    const { sql, parameters } = conditionsOf(filter);
    const rows: { id: string }[] = await this.em.execute(
      `select id from record_conflict where status = 'open'${sql} order by id limit ?`,
      [...parameters, mostAtOnce + 1],
    );
    return { ids: rows.slice(0, mostAtOnce).map(({ id }) => id), hasMore: rows.length > mostAtOnce };
  }

  private async decide(id: string, choices: ResolveConflict['choices']) {
    const { recordId, syncId } = await this.get(id);
    const context = await this.contexts.of(syncId);
    await this.em.transactional(async () => {
      const before = await this.records.locked(recordId);
      const { status } = await this.get(id);
      if (status !== 'open') throw new HubError('conflict_settled', 409, 'This conflict is settled already.');
      const all = forEach(before, choices);
      const decided = resolveConflict(context.decisions, before, all, this.clock.now());
      if (!decided.after) throw new Error('A resolved conflict changes its record');
      completeFields(context.model, decided.after.fields);
      await refuseWithheld(context.model, context.guard, decided.after.fields);
      const { after, superseded } = decided;
      const step = { before, after, cause: 'resolved' as const, superseded, decided: decidedBy(before, all) };
      await this.records.write(context, step);
      await this.audit.record({
        action: 'conflict.resolved',
        target: { type: 'conflict', id },
        details: { recordId, fields: before.conflict?.fields.map(clash => clash.field) ?? [] },
      });
    });
    return { id: recordId, syncId };
  }
}

const forEach = (record: SyncRecord, choices: ResolveConflict['choices']): Choices =>
  typeof choices === 'string'
    ? Object.fromEntries((record.conflict?.fields ?? []).map(clash => [clash.field, choices]))
    : choices;
