import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessHub } from '#support';
import type { Idle } from './ledger.js';
import type { BackboneStage } from './stage.js';

/**
 * SIGKILL for one of those that are at work, again and again, each started again at once. The load and the kills go side by
 * side, however slow the machine is: a kill waits for the load that belongs before it, and each piece of the load is due
 * when about as much of the killing is done.
 */
export class KillerAtRandom {
  readonly killed = { api: 0, worker: 0, slowestStartMs: 0 };
  /** When no worker was there: all of them were starting. */
  readonly idle: Idle[] = [];
  private readonly starting = new Map<ProcessHub, Promise<unknown>>();
  private idleSince: number | undefined;
  private done = 0;
  private readonly began = performance.now();
  private lastAt = this.began;

  constructor(
    private readonly stage: BackboneStage,
    private readonly times: number,
    private readonly everyMs: number,
  ) {}

  /** `load` tells the share of it that was taken. */
  async kill(load: () => number): Promise<void> {
    for (let kill = 1; kill <= this.times; kill += 1) {
      await sleep(this.everyMs * (0.5 + Math.random()));
      while (load() < (kill - 2) / this.times) await sleep(20);
      // On a machine where a start takes longer than that, nobody would ever be at work.
      while (this.atWork.length < 2) await Promise.race(this.starting.values());
      const victim = this.atWork[Math.floor(Math.random() * this.atWork.length)];
      if (victim) await this.killOne(victim);
      this.done = kill;
      this.lastAt = performance.now();
    }
    await Promise.all(this.starting.values());
  }

  /** Until about this share of the kills is done, by how long they took so far. */
  async untilDue(share: number): Promise<void> {
    while (this.progress < share) await sleep(20);
  }

  private get progress(): number {
    if (this.done === this.times) return 1;
    const meanMs = this.done === 0 ? this.everyMs : (this.lastAt - this.began) / this.done;
    return (this.done + (performance.now() - this.lastAt) / meanMs) / this.times;
  }

  private get atWork(): ProcessHub[] {
    return this.stage.hubs.filter(hub => !this.starting.has(hub));
  }

  private async killOne(victim: ProcessHub): Promise<void> {
    const role = this.stage.of('api').includes(victim) ? 'api' : 'worker';
    await victim.kill('SIGKILL');
    this.killed[role] += 1;
    const began = Date.now();
    this.starting.set(victim, this.startAgain(victim, role, began));
    if (this.stage.of('worker').every(hub => this.starting.has(hub))) this.idleSince ??= began;
  }

  private async startAgain(hub: ProcessHub, role: 'api' | 'worker', began: number): Promise<void> {
    await hub.start();
    if (role === 'worker') await hub.untilAtWork();
    this.starting.delete(hub);
    this.killed.slowestStartMs = Math.max(this.killed.slowestStartMs, Date.now() - began);
    if (role === 'api' || this.idleSince === undefined) return;
    this.idle.push([this.idleSince, Date.now()]);
    this.idleSince = undefined;
  }
}
