import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Signals } from '#database';
import { keepLease, lease, LeaseLost, type TakenLease } from './run-lease.js';

const topic = 'sync_run.control';
/** How long calls that write may go on before they are aborted. A listing is stopped at once: reading is repeated. */
const pushGraceMs = 2_000;

/** Why the call in flight was aborted; what exactly was asked is in the run's row. */
export class RunAsked extends Error {
  constructor(runId: string) {
    super(`Somebody asked run ${runId} to stop`);
    this.name = 'RunAsked';
  }
}

/** Keeps the lease alive while a page or a push takes its time, and hears what people ask of the run meanwhile. */
@Injectable()
export class RunWatch {
  constructor(
    private readonly em: EntityManager,
    private readonly signals: Signals,
  ) {}

  /** After the transaction that wrote the wish. Lost, it is found at the next heartbeat. */
  tell(runId: string): void {
    this.signals.send(topic, [runId]);
  }

  /** `work` gets a signal that is raised when the process stops, the lease is lost or somebody asks the run to stop. */
  async during<T>(
    taken: TakenLease,
    outer: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const [stop, finished] = [new AbortController(), new AbortController()];
    const heart = this.beat(taken, stop, finished.signal);
    try {
      return await work(AbortSignal.any([outer, stop.signal]));
    } finally {
      finished.abort();
      await heart;
    }
  }

  /** Looks at every heartbeat and whenever it is told to. */
  private async beat({ id, fence }: TakenLease, stop: AbortController, finished: AbortSignal): Promise<void> {
    let bell = new AbortController();
    const silence = this.signals.on(topic, runId => {
      if (runId === id) bell.abort();
    });
    try {
      while (!finished.aborted && !stop.signal.aborted) {
        await rest(lease.heartbeatMs, AbortSignal.any([finished, bell.signal]));
        // Renewed before the look: what is told during it is looked at once more.
        bell = new AbortController();
        if (!finished.aborted) await this.look({ id, fence }, stop, finished);
      }
      while (!finished.aborted) {
        await rest(lease.heartbeatMs, finished);
        if (!finished.aborted) await this.keep({ id, fence });
      }
    } finally {
      silence();
    }
  }

  private async look(taken: TakenLease, stop: AbortController, finished: AbortSignal): Promise<void> {
    const kept = await this.keep(taken);
    if (kept === 'lost') stop.abort(new LeaseLost(taken.id));
    if (kept === 'lost' || kept === 'unknown' || kept.control === 'run') return;
    if (kept.phase === 'push') await rest(pushGraceMs, finished);
    stop.abort(new RunAsked(taken.id));
  }

  /** With the database away for a moment, the lease tells in the end. */
  private keep({ id, fence }: TakenLease) {
    return keepLease(this.em.fork(), id, fence).catch(() => 'unknown' as const);
  }
}

/** Until the time is over or the signal is raised. */
const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
