import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { OrganizationScope, Signals } from '#database';
import { type DeadWork, JobDesk, parseLane, Task, type TaskHandler, type TaskOutcome } from '#jobs';
import { type WebhooksOptions, webhooksOptions } from '../webhooks.options.js';
import { DeadDeliveries } from './dead-deliveries.js';
import { Lane } from './lane.js';
import { LaneDesk } from './lane-desk.js';
import { Throttle } from './throttle.js';
import { dueTopic } from './topics.js';

/** A wait shorter than this is kept in memory; longer ones are found by the sweeper. */
const longestTimerMs = 60_000;
const mostThrottles = 5_000;
const drainMs = 10_000;
const sendTask = 'deliveries.send';
const pauseLookMs = 500;
/** How much later it asks for a lane for each one that it has, and how many count. */
const modesty = { ms: 4, lanes: 10 } as const;

/**
 * The lanes of this process. It is told of work by signals, and by the sweeper for what signals missed. Sending is not a
 * job itself: a slow endpoint would hold one of few workers, here it holds some of its organization's connections.
 */
@Task(sendTask)
@Injectable()
export class Dispatcher implements TaskHandler, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #lanes = new Map<string, Lane | null>();
  readonly #again = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  readonly #throttles = new Map<string, Throttle>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  // Signals are heard inside of whoever sends them; lanes belong to nobody's request.
  readonly #outside = AsyncLocalStorage.snapshot();
  #looking: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly scope: OrganizationScope,
    private readonly desk: LaneDesk,
    private readonly signals: Signals,
    private readonly jobs: JobDesk,
    private readonly deadDeliveries: DeadDeliveries,
    @Inject(webhooksOptions) private readonly options: WebhooksOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.options.process) return;
    this.signals.on(dueTopic, lane => this.offer(lane));
    this.#looking = setInterval(() => this.#stopPaused(), pauseLookMs);
  }

  get dead(): DeadWork {
    return this.deadDeliveries.work;
  }

  due(): Promise<string[]> {
    return this.desk.due.lanes();
  }

  run(lane: string): Promise<TaskOutcome> {
    this.offer(lane);
    return Promise.resolve('done');
  }

  /** At once; a lane that runs already looks again. */
  offer(lane: string): void {
    if (this.#stopped) return;
    if (this.#lanes.has(lane)) {
      this.#again.add(lane);
      this.#lanes.get(lane)?.look();
      return;
    }
    this.#lanes.set(lane, null);
    const running = this.#outside(() => this.#serve(lane)).finally(() => {
      this.#lanes.delete(lane);
      this.#running.delete(running);
      if (this.#again.delete(lane)) this.offer(lane);
    });
    this.#running.add(running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#looking);
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const lane of this.#lanes.values()) lane?.stop();
    const late = setTimeout(() => {
      for (const lane of this.#lanes.values()) lane?.stop(true);
    }, drainMs);
    await Promise.all(this.#running);
    clearTimeout(late);
  }

  async #serve(name: string): Promise<void> {
    const { organizationId, id } = parseLane(name);
    try {
      if (await this.#isPaused(name)) return;
      await this.#afterOthers();
      await this.scope.run(organizationId, { kind: 'system', id: sendTask }, async () => {
        const lease = await this.desk.query(() => this.desk.leases.take(id));
        if (!lease) return void this.#again.delete(name);
        this.#again.delete(name);
        const lane = new Lane(this.desk, organizationId, lease, this.#throttleOf(id));
        this.#lanes.set(name, lane);
        if (this.#stopped) lane.stop();
        if (await lane.run()) this.#again.add(name);
        await this.desk.query(() => this.desk.leases.release(lease));
        this.#comeBack(name, await this.desk.query(() => this.desk.due.nextIn(id)));
      });
      if (!this.#stopped) await this.#isPaused(name);
    } catch (error) {
      // The lease runs out and the sweeper comes.
      this.desk.failed(error);
    }
  }

  /** All processes hear of a lane at once. The less one has to do, the sooner it takes the lane. */
  async #afterOthers(): Promise<void> {
    const others = Math.min(this.#lanes.size - 1, modesty.lanes);
    if (others > 0 && !this.#stopped) await sleep(Math.random() * others * modesty.ms);
  }

  /** If so, the queue brings the lane back when the pause is over. */
  #isPaused(lane: string): Promise<boolean> {
    return this.jobs.parking.hold(sendTask, lane, this);
  }

  /** Lanes come by signals past the queue, and a busy one has no end. */
  #stopPaused(): void {
    const { standing } = this.jobs;
    const everything = standing.isPaused('task', sendTask);
    for (const [name, lane] of this.#lanes)
      if (everything || standing.isPaused('organization', parseLane(name).organizationId)) lane?.stop();
  }

  #comeBack(lane: string, waitMs: number | null): void {
    clearTimeout(this.#timers.get(lane));
    this.#timers.delete(lane);
    if (this.#stopped || waitMs === null || waitMs > longestTimerMs) return;
    const timer = setTimeout(() => {
      this.#timers.delete(lane);
      this.offer(lane);
    }, waitMs + 1);
    this.#timers.set(lane, timer);
  }

  /** Outlives the lane, or a trickle of events would never be slowed down. */
  #throttleOf(id: string): Throttle {
    const throttle = this.#throttles.get(id) ?? new Throttle(() => performance.now());
    this.#throttles.delete(id);
    this.#throttles.set(id, throttle);
    const [oldest] = this.#throttles.keys();
    if (this.#throttles.size > mostThrottles && oldest !== undefined) this.#throttles.delete(oldest);
    return throttle;
  }
}
