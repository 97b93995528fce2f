import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Vault } from '#crypto';
import { HubError, newId } from '#kernel';
import {
  auditDrift,
  noRecords,
  PgRecordSource,
  rehearse,
  requestOf,
  type Reread,
  Rereads,
  type RunEnd,
  RunGate,
  type RunProvider,
  RunProviders,
  startCheckpoint,
  type Sync,
  Syncs,
} from '#syncs';
import type { Rehearsal, RehearsalResult } from './rehearsal.entity.js';
import type { Pulse } from './rehearsal-lease.js';

export interface RehearsalOutcome {
  readonly end: RunEnd;
  readonly result: RehearsalResult | null;
  readonly suspects: readonly string[] | null;
}

type Retry = Extract<RunEnd, { kind: 'retry' }>;

/** A longer wait gives the worker's place up, and costs beginning anew. */
const longestWaitMs = 60_000;
/** A vendor's limit is waited for patiently, its failures less so. */
const mostWaits = { rate_limited: 200, other: 5 };

interface Place {
  readonly sync: Sync;
  readonly rehearsal: Rehearsal;
  readonly pulse: Pulse;
  readonly signal: AbortSignal;
}

/** What a rehearsal does while its lease is held: the engine's own work, on records that are only read. */
@Injectable()
export class RehearsalWork {
  private readonly logger = new Logger('rehearsals');

  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly syncs: Syncs,
    private readonly providers: RunProviders,
    private readonly gate: RunGate,
    private readonly rereads: Rereads,
  ) {}

  async execute(rehearsal: Rehearsal, pulse: Pulse, signal: AbortSignal): Promise<RehearsalOutcome> {
    try {
      const sync = await this.syncOf(rehearsal);
      await this.gate.pass(sync);
      const opened = await this.providers.open(sync, signal);
      const place = { sync, rehearsal, pulse, signal };
      return rehearsal.kind === 'dry_run'
        ? await this.dryRun(place, opened)
        : await this.audit(place, opened);
    } catch (error) {
      if (signal.aborted) return endedBy({ kind: 'interrupted' });
      if (error instanceof HubError)
        return endedBy({ kind: 'failed', code: error.code, detail: error.publicDetail });
      this.logger.error({ rehearsal: rehearsal.id, err: error }, 'a rehearsal stopped unexpectedly');
      const detail = 'The hub made a mistake; see its log.';
      return endedBy({ kind: 'retry', code: 'internal_error', detail, retryAt: null });
    }
  }

  private syncOf({ syncId, wish }: Rehearsal): Promise<Sync> {
    if (wish.draft) return this.syncs.draft(wish.draft);
    return this.syncs.redraft(syncId ?? '', wish.changes ?? {});
  }

  private async dryRun(place: Place, { provider, session }: RunProvider): Promise<RehearsalOutcome> {
    const { sync, rehearsal, pulse } = place;
    const { full = false, retryFailed = false } = rehearsal.wish;
    const cursor = full ? null : (sync.cursor ?? null);
    const run = { id: rehearsal.id, leaseFence: 0, checkpoint: startCheckpoint(cursor), retryFailed };
    const reread = rehearsal.syncId ? await this.rereads.of(sync) : null;
    const { end, counts, findings } = await rehearse({
      request: requestOf(sync, run),
      source: this.sourceOf(rehearsal, reread),
      reread,
      onReread: done => {
        pulse.progress = { phase: 'remap', done, expected: null };
      },
      provider,
      session,
      newId,
      gate: () => this.gate.pass(sync),
      control: () => Promise.resolve(pulse.control),
      onProgress: ({ phase, counts: soFar, expected }) => {
        const done = Object.values({ ...soFar }).reduce((sum, count) => sum + count, 0);
        pulse.progress = { phase, done, expected };
      },
      pause: this.pauses(place, () => session.now()),
    });
    return { end, result: end.kind === 'succeeded' ? { ...findings, counts } : null, suspects: [] };
  }

  private async audit(place: Place, { provider, session }: RunProvider): Promise<RehearsalOutcome> {
    const { sync, rehearsal, pulse } = place;
    const { end, findings, suspects } = await auditDrift({
      request: requestOf(sync, {
        id: rehearsal.id,
        leaseFence: 0,
        checkpoint: startCheckpoint(null),
        retryFailed: false,
      }),
      source: this.sourceOf(rehearsal),
      provider,
      session,
      sample: rehearsal.wish.sample ?? null,
      salt: newId(),
      gate: () => this.gate.pass(sync),
      control: () => Promise.resolve(pulse.control),
      onProgress: (done, expected) => {
        pulse.progress = { phase: 'compare', done, expected };
      },
      pause: this.pauses(place, () => session.now()),
    });
    return { end, result: findings, suspects };
  }

  private sourceOf({ syncId }: Rehearsal, reread: Reread | null = null) {
    return syncId ? new PgRecordSource(this.em, this.vault, syncId, reread !== null) : noRecords;
  }

  /** A rehearsal has nowhere to go on from but this process, so it sits short waits out. */
  private pauses({ signal }: Place, now: () => Date): (end: Retry) => Promise<boolean> {
    const waits = { rate_limited: 0, other: 0 };
    return async ({ code, retryAt }) => {
      const kind = code === 'rate_limited' ? code : 'other';
      waits[kind] += 1;
      const ms = retryAt === null ? 5_000 : Math.max(0, retryAt.getTime() - now().getTime());
      if (ms > longestWaitMs || waits[kind] > mostWaits[kind]) return false;
      await sleep(ms, undefined, { signal }).catch(() => undefined);
      return !signal.aborted;
    };
  }
}

const endedBy = (end: RunEnd): RehearsalOutcome => ({ end, result: null, suspects: [] });
