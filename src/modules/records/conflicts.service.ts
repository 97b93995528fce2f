import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Clock, HubError, notFound } from '#kernel';
import { type Choices, resolveConflict, type SyncRecord } from './decisions/index.js';
import { completeFields } from './record-fields.js';
import { Conflict } from './record.entity.js';
import type { ResolveConflict } from './records.dto.js';
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
    const { recordId, syncId } = await this.get(id);
    const context = await this.contexts.of(syncId);
    await this.em.transactional(async () => {
      const before = await this.records.locked(recordId);
      const { status } = await this.get(id);
      if (status !== 'open') throw new HubError('conflict_settled', 409, 'This conflict is settled already.');
      const decided = resolveConflict(context.decisions, before, forEach(before, choices), this.clock.now());
      if (!decided.after) throw new Error('A resolved conflict changes its record');
      completeFields(context.model, decided.after.fields);
      const { after, superseded } = decided;
      await this.records.write(context, { before, after, cause: 'resolved', superseded });
      await this.audit.record({
        action: 'conflict.resolved',
        target: { type: 'conflict', id },
        details: { recordId, fields: before.conflict?.fields.map(clash => clash.field) ?? [] },
      });
    });
    this.records.announce({ id: recordId, syncId });
    return this.get(id);
  }
}

const forEach = (record: SyncRecord, choices: ResolveConflict['choices']): Choices =>
  typeof choices === 'string'
    ? Object.fromEntries((record.conflict?.fields ?? []).map(clash => [clash.field, choices]))
    : choices;
