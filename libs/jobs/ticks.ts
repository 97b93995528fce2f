import { MikroORM } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { TickDefinition } from './tick.js';
import { claimTick, type TickClaim } from './tick-claim.js';

/** The hub serves first, then it looks what has become due. */
const firstLookMs = 1000;
/** After a failed claim: the database may be away for a moment, and intervals may be days. */
const retryMs = 5000;
/** Timers hold 2^31 ms at most. */
const longestWaitMs = 86_400_000;

/**
 * Announces ticks. Every worker process sets a timer for the beginning of the next interval, as the database told it;
 * then all of them try to claim it and one wins. One query per interval and process.
 */
@Injectable()
export class Ticks {
  readonly #logger = new Logger(Ticks.name);
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(
    private readonly orm: MikroORM,
    private readonly timers: SchedulerRegistry,
  ) {}

  every(tick: TickDefinition): void {
    this.#announceIn(tick, Math.min(firstLookMs, tick.everyMs));
  }

  /** Sets no more timers and waits for the ticks that run. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const name of this.timers.getTimeouts().filter(isOurs)) this.timers.deleteTimeout(name);
    await Promise.all(this.#running);
  }

  #announceIn(tick: TickDefinition, waitMs: number): void {
    if (this.#stopped) return;
    const name = timerOf(tick);
    if (this.timers.doesExist('timeout', name)) this.timers.deleteTimeout(name);
    const timer = setTimeout(() => this.#announce(tick), Math.min(waitMs, longestWaitMs));
    this.timers.addTimeout(name, timer);
  }

  #announce(tick: TickDefinition): void {
    const running = this.#claimAndRun(tick).then(waitMs => {
      this.#running.delete(running);
      this.#announceIn(tick, waitMs);
    });
    this.#running.add(running);
  }

  /** Answers how long to wait for the next interval. */
  async #claimAndRun(tick: TickDefinition): Promise<number> {
    const claim = await this.#claim(tick);
    if (!claim.won) return claim.waitMs;
    const began = performance.now();
    try {
      await tick.run();
    } catch (error) {
      this.#logger.error(`Tick ${tick.name} failed`, error instanceof Error ? error.stack : error);
    }
    return Math.max(claim.waitMs - (performance.now() - began), 1);
  }

  async #claim(tick: TickDefinition): Promise<TickClaim> {
    try {
      return await claimTick(this.orm.em.fork() as EntityManager, tick.name, tick.everyMs);
    } catch (error) {
      this.#logger.warn(`Tick ${tick.name} could not be claimed: ${String(error)}`);
      return { won: false, waitMs: Math.min(retryMs, tick.everyMs) };
    }
  }
}

const prefix = 'tick:';
const timerOf = (tick: TickDefinition): string => prefix + tick.name;
const isOurs = (timer: string): boolean => timer.startsWith(prefix);
