import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Audit } from '#audit';
import { Outbox } from '#database';
import { Clock, type HubError } from '#kernel';
import { type RecordsWritten, recordsWritten } from '#records';
import type { MirrorLink } from './decisions/index.js';
import type { Advance } from './engine/index.js';
import { Mirror } from './mirror.entity.js';
import { mirrorConflictOpened, mirrorHeld, mirrorJoined, mirrorPaused } from './mirror.event-types.js';

interface Pause {
  readonly code: string;
  readonly detail: string;
  readonly recordId: string | null;
}

const factsOf = ({ id: mirrorId, syncAId, syncBId }: Mirror) => ({ mirrorId, syncAId, syncBId });

/** Says what a mirror did: to the syncs that it wrote, to the organization’s endpoints, to the audit. */
@Injectable()
export class MirrorTelling {
  constructor(
    private readonly em: EntityManager,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly events: EventEmitter2,
    private readonly clock: Clock,
  ) {}

  /** In the transaction of the step. */
  async outcome(mirror: Mirror, outcome: Advance): Promise<void> {
    if (outcome.kind === 'joined') await this.outbox.publish(mirrorJoined, [{ data: factsOf(mirror) }]);
    if (outcome.kind === 'held') await this.held(mirror, outcome);
    if (outcome.kind === 'moved' || outcome.kind === 'loop') await this.clashes(mirror, outcome.clashes);
    if (outcome.kind === 'loop') await this.pause(mirror, loopOf(outcome.link));
  }

  /** What is not allowed any more stops the mirror until somebody has looked. */
  async refused({ id }: Mirror, { code, message }: HubError): Promise<void> {
    await this.em.transactional(async em => {
      const mirror = await em.findOneOrFail(Mirror, { id }, { refresh: true });
      await this.pause(mirror, { code, detail: message, recordId: null });
    });
  }

  private async pause(mirror: Mirror, { code, detail, recordId }: Pause): Promise<void> {
    const pause = { pauseCode: code, pauseDetail: detail, pauseRecordId: recordId };
    Object.assign(mirror, { status: 'paused', ...pause, updatedAt: this.clock.now() });
    await this.em.getContext().flush();
    const data = { ...factsOf(mirror), code, detail, recordId };
    await this.outbox.publish(mirrorPaused, [{ data }]);
    await this.record('mirror.paused', mirror, { code, detail });
  }

  private async held(mirror: Mirror, { held }: Extract<Advance, { kind: 'held' }>): Promise<void> {
    const { side, deletions, total, reason, sample } = held;
    await this.outbox.publish(mirrorHeld, [{ data: { ...factsOf(mirror), side, deletions, total, reason } }]);
    await this.record('mirror.held', mirror, { side, deletions, total, reason, sample: [...sample] });
  }

  private async clashes(mirror: Mirror, links: readonly MirrorLink[]): Promise<void> {
    const data = ({ id: linkId, a, b, conflict }: MirrorLink) => ({
      ...{ ...factsOf(mirror), linkId },
      ...{ recordAId: a?.recordId ?? null, recordBId: b?.recordId ?? null },
      fields: (conflict ?? []).map(({ field }) => field),
    });
    await this.outbox.publish(
      mirrorConflictOpened,
      links.map(link => ({ data: data(link) })),
    );
  }

  private record(
    action: string,
    { id }: Mirror,
    details: Record<string, string | number | string[]>,
  ): Promise<void> {
    return this.audit.record({ action, target: { type: 'mirror', id }, details });
  }

  /** A process that dies before this has said it in the tables, and the next one asks the syncs to run. */
  async syncs(organizationId: string, { id, ...mirror }: Mirror): Promise<void> {
    const { untoldA, untoldB, syncAId, syncBId } = mirror;
    if (!untoldA && !untoldB) return;
    for (const syncId of [...(untoldA ? [syncAId] : []), ...(untoldB ? [syncBId] : [])]) {
      const event: RecordsWritten = { organizationId, syncId };
      await this.events.emitAsync(recordsWritten, event);
    }
    const told = { ...(untoldA ? { untoldA: false } : {}), ...(untoldB ? { untoldB: false } : {}) };
    await this.em.nativeUpdate(Mirror, { id }, told);
  }
}

const loopOf = ({ a, b, bounces }: MirrorLink): Pause => ({
  code: 'mirror_loop',
  detail: `A record (${a?.recordId} and ${b?.recordId}) went back and forth ${bounces?.count} times: the two providers, or somebody else who copies between them, keep changing each other’s values.`,
  recordId: a?.recordId ?? null,
});
