import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Audit, type AuditEntry } from '#audit';
import { Vault } from '#crypto';
import { Clock, conflict, currentOrganization, HubError, newId, notFound } from '#kernel';
import type { Fields } from '#unified-models';
import { Quotas } from '../quotas/index.js';
import { createLocally, deleteLocally, editLocally, type SyncRecord } from './decisions/index.js';
import { refuseWithheld } from './guarded/withhold.js';
import type { Mutation } from './mutation.js';
import { changedFields, completeFields } from './record-fields.js';
import { recordColumns, type RecordRowValues, toSyncRecord } from './record-rows.js';
import { RecordWriter } from './record-writer.js';
import { type RecordsWritten, recordsWritten, type SyncContext, SyncContexts } from './sync-contexts.js';

/** What a person's write did. */
interface Written {
  readonly id: string;
  readonly syncId: string;
}

/** Records as people write them. Every write is decided like a change from the provider, then pushed by the sync. */
@Injectable()
export class Records {
  constructor(
    private readonly em: EntityManager,
    private readonly writer: RecordWriter,
    private readonly contexts: SyncContexts,
    private readonly vault: Vault,
    private readonly quotas: Quotas,
    private readonly audit: Audit,
    private readonly events: EventEmitter2,
    private readonly clock: Clock,
  ) {}

  async create(syncId: string, given: Fields): Promise<string> {
    const context = await this.writable(syncId);
    const fields = completeFields(context.model, given);
    await refuseWithheld(context.model, context.guard, given);
    const id = newId();
    await this.em.transactional(async () => {
      await this.quotas.requireRoom('records');
      const after = createLocally(id, fields, this.clock.now());
      await this.write(context, { before: null, after, cause: 'create', superseded: [] });
      await this.record('record.created', id, { syncId, fields: Object.keys(given) });
    });
    return this.announce({ id, syncId });
  }

  async update(id: string, given: Fields, revision: number | undefined): Promise<string> {
    const context = await this.writable(await this.syncOf(id));
    await this.em.transactional(async () => {
      const before = await this.locked(id);
      if (before.deleted) throw notFound('record');
      requireRevision(before, revision);
      const fields = changedFields(context.model, before.fields, given);
      await refuseWithheld(context.model, context.guard, given);
      const decided = editLocally(context.decisions, before, fields, this.clock.now());
      await this.step(context, before, decided);
      await this.record('record.updated', id, { syncId: context.syncId, fields: Object.keys(given) });
    });
    return this.announce({ id, syncId: context.syncId });
  }

  async delete(id: string): Promise<string> {
    const context = await this.writable(await this.syncOf(id));
    await this.em.transactional(async () => {
      const before = await this.locked(id);
      if (before.deleted) throw notFound('record');
      await this.step(context, before, deleteLocally(context.decisions, before, this.clock.now()));
      await this.record('record.deleted', id, { syncId: context.syncId });
    });
    return this.announce({ id, syncId: context.syncId });
  }

  /** Loads and locks a record inside the caller's transaction. */
  async locked(id: string): Promise<SyncRecord> {
    const rows: RecordRowValues[] = await this.em
      .getContext()
      .execute(`select ${recordColumns} from record where id = ? for update`, [id]);
    const row = rows[0];
    if (!row) throw notFound('record');
    return toSyncRecord(row, this.vault);
  }

  async syncOf(id: string): Promise<string> {
    const rows: { sync_id: string }[] = await this.em.execute('select sync_id from record where id = ?', [
      id,
    ]);
    const row = rows[0];
    if (!row) throw notFound('record');
    return row.sync_id;
  }

  async write({ syncId, consentId, model, guard }: SyncContext, mutation: Mutation): Promise<void> {
    await this.writer.write({ syncId, consentId, model: model.name, runId: null, guard }, [mutation]);
  }

  announce({ id, syncId }: Written): string {
    const event: RecordsWritten = { organizationId: currentOrganization(), syncId };
    this.events.emit(recordsWritten, event);
    return id;
  }

  private async step(
    context: SyncContext,
    before: SyncRecord,
    {
      after,
      kind,
      superseded,
    }: { after: SyncRecord | null; kind: Mutation['cause']; superseded: Mutation['superseded'] },
  ): Promise<void> {
    if (after) await this.write(context, { before, after, cause: kind, superseded });
  }

  private async writable(syncId: string): Promise<SyncContext> {
    const context = await this.contexts.of(syncId);
    if (context.writable) return context;
    throw new HubError(
      'sync_read_only',
      409,
      'This sync only pulls. Set its direction to two_way or push to write records.',
    );
  }

  private record(action: string, id: string, details: NonNullable<AuditEntry['details']>): Promise<void> {
    return this.audit.record({ action, target: { type: 'record', id }, details });
  }
}

const requireRevision = (record: SyncRecord, revision: number | undefined): void => {
  if (revision === undefined || record.revision === revision) return;
  throw conflict('revision_outdated', 'The record was changed meanwhile. Read it again, then decide.', {
    currentRevision: record.revision,
  });
};
