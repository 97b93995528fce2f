import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { Clock, newId } from '#kernel';
import { RecordWriter, type SyncContext, SyncContexts } from '#records';
import { Sync, SyncRun } from '#syncs';
import type { BySide, MirrorSide, SideContext } from './decisions/index.js';
import { advance, type Advance } from './engine/index.js';
import { Mirror } from './mirror.entity.js';
import { rulesOf } from './mirror-state.js';
import { MirrorTelling } from './mirror-telling.js';
import { MirrorAtRest, PgMirrorStore } from './pg-mirror-store.js';

/** One step of a mirror on the tables. */
@Injectable()
export class MirrorStep {
  constructor(
    private readonly em: EntityManager,
    private readonly contexts: SyncContexts,
    private readonly writer: RecordWriter,
    private readonly vault: Vault,
    private readonly telling: MirrorTelling,
    private readonly clock: Clock,
  ) {}

  async take(mirror: Mirror, syncs: BySide<Sync>): Promise<Advance> {
    const contexts = { a: await this.contexts.of(syncs.a.id), b: await this.contexts.of(syncs.b.id) };
    const now = this.clock.now();
    const parts = { em: this.em, vault: this.vault, writer: this.writer, syncs: contexts, now };
    const store = new PgMirrorStore(parts, mirror.id, (row, outcome) => this.telling.outcome(row, outcome));
    const side = ({ decisions }: SyncContext): SideContext => ({ decisions, at: now, newId });
    try {
      return await advance({
        ...{ rules: rulesOf(mirror, contexts), store, at: now, newId },
        contexts: { a: side(contexts.a), b: side(contexts.b) },
        isComplete: which => this.isComplete(syncs[which]),
        isRunning: which => this.isRunning(syncs, which),
      });
    } catch (error) {
      if (error instanceof MirrorAtRest) return { kind: 'rest' };
      throw error;
    }
  }

  /** A sync that only pushes knows all there is to it. */
  private async isComplete({ id, cursor, direction }: Sync): Promise<boolean> {
    if (cursor !== null || direction === 'push') return true;
    return (await this.em.getContext().count(SyncRun, { syncId: id, status: 'succeeded' })) > 0;
  }

  private async isRunning(syncs: BySide<Sync>, side: MirrorSide): Promise<boolean> {
    const begun = { status: { $in: ['queued' as const, 'running' as const] }, startedAt: { $ne: null } };
    return (await this.em.getContext().count(SyncRun, { syncId: syncs[side].id, ...begun })) > 0;
  }
}
