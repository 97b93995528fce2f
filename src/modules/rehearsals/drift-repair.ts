import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { conflict } from '#kernel';
import { Runs, type SyncRun, Syncs } from '#syncs';
import { Rehearsals } from './rehearsals.service.js';

/** Brings both sides together again by a full run. */
@Injectable()
export class DriftRepair {
  constructor(
    private readonly em: EntityManager,
    private readonly rehearsals: Rehearsals,
    private readonly syncs: Syncs,
    private readonly runs: Runs,
    private readonly audit: Audit,
  ) {}

  async start(id: string): Promise<SyncRun> {
    const { status, syncId, suspects } = await this.rehearsals.get('drift_audit', id);
    if (status !== 'succeeded' || !syncId)
      throw conflict('rehearsal_unfinished', `The audit is ${status}: nothing is known to repair.`, {
        status,
      });
    const sync = await this.syncs.get(syncId);
    await this.em.transactional(async () => {
      await this.distrust(syncId, suspects ?? null);
      await this.audit.record({
        action: 'drift_audit.repair_requested',
        target: { type: 'drift_audit', id },
        details: { syncId },
      });
    });
    return this.runs.start(sync, { full: true });
  }

  /**
   * A record that differs although its version is the provider's would be taken for unchanged. Without a version it is
   * fetched and decided like any change; a push that comes first finds itself stale and does the same.
   */
  private async distrust(syncId: string, suspects: readonly string[] | null): Promise<void> {
    const among = suspects === null ? '' : 'and id in (select jsonb_array_elements_text(?::jsonb)::uuid)';
    await this.em
      .getContext()
      .execute(
        `update record set remote_version = '' where sync_id = ? and state = 'clean' and remote_id is not null ${among}`,
        [syncId, ...(suspects === null ? [] : [JSON.stringify(suspects)])],
      );
  }
}
