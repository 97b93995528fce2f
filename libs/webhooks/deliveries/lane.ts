import { setTimeout as sleep } from 'node:timers/promises';
import { type EndpointFailures, verdictOf } from '../endpoints/endpoint-health.js';
import { LaneLost } from './attempt-log.js';
import { type DueDelivery, firstAtOnce, mostAtOnce } from './due-deliveries.js';
import { type LaneLease, leaseSeconds } from './lane-lease.js';
import type { LaneDesk } from './lane-desk.js';
import { LaneQueue } from './lane-queue.js';
import type { Attempt } from './sender.js';
import type { LaneTarget } from './targets-of-lanes.js';
import type { Throttle } from './throttle.js';

const keepMs = 5_000;
const reloadMs = 1_000;
/** Results of so many milliseconds are written together: a statement of its own would cost more than its delivery. */
const gatherMs = 60;
const mostResults = 400;
/**
 * More is read while so many times of what may be on the wire wait, so that the next ones are there when these are sent: a
 * lane that ran dry first had nothing to send for a quarter of the time.
 */
const ahead = 4;
const rewriteMs = 500;

/**
 * Sends the deliveries of one endpoint while this process holds its lease.
 *
 *     due rows → queue → on the wire (≤ concurrency, ≤ throttle) → results → one statement
 *
 * Order: first attempts start in the order of the feed. One that fails steps aside and is tried again by its schedule
 * while later ones go on, so a single bad event never stops an endpoint. With concurrency 1 an attempt also ends before
 * the next one starts.
 *
 * A delivery is in hand from the row read until its result is written. A process that dies in between has perhaps sent
 * it: whoever takes the lane over sends it again with the same webhook-id (at least once).
 */
export class Lane {
  readonly #queue = new LaneQueue();
  readonly #results: Attempt[] = [];
  readonly #cut = new AbortController();
  #onTheWire = 0;
  #more = true;
  #stopping = false;
  #wake: () => void = () => undefined;
  #full: () => void = () => undefined;
  #leaseEndsAt = 0;
  #target: LaneTarget | null = null;
  #loadedAt = -Infinity;
  #writing: Promise<void> | undefined;
  #pause: NodeJS.Timeout | undefined;

  constructor(
    private readonly desk: LaneDesk,
    private readonly organizationId: string,
    private readonly lease: LaneLease,
    private readonly throttle: Throttle,
  ) {
    this.#renewed();
  }

  /** There may be more to send. */
  readonly look = (): void => {
    this.#more = true;
    this.#wake();
  };

  /** There is room on the wire; also what the slots know this lane by. */
  readonly #resume = (): void => this.#wake();

  /** Starts nothing more; what is on the wire may end, and with `cut` it may not. */
  stop(cut = false): void {
    this.#stopping = true;
    if (cut) this.#cut.abort();
    this.#wake();
  }

  /** Until nothing is left, or the lane is lost or stopped. True: there may be more for whoever comes next. */
  async run(): Promise<boolean> {
    const heart = setInterval(() => void this.#keep(), keepMs);
    try {
      for (;;) {
        const woken = new Promise<void>(resolve => (this.#wake = resolve));
        await this.#refill();
        this.#start();
        if (this.#onTheWire === 0 && this.#queue.inHand === 0 && (this.#stopping || !this.#more)) break;
        if (this.#stopping && this.#onTheWire === 0 && !this.#writing && this.#results.length === 0) break;
        if (!this.#more || this.#queue.length > 0 || this.#stopping) await woken;
      }
    } finally {
      clearInterval(heart);
      clearTimeout(this.#pause);
      this.desk.slots.forget(this.#resume);
    }
    return this.#more && !this.#stopping;
  }

  async #refill(): Promise<void> {
    if (this.#queue.isStale) {
      this.#queue.putBack();
      this.#more = true;
    }
    if (this.#stopping || !this.#more) return;
    if (performance.now() - this.#loadedAt > reloadMs) {
      this.#target = await this.desk.query(() => this.desk.targets.load(this.lease.endpointId));
      this.#loadedAt = performance.now();
    }
    if (!this.#target) {
      this.stop();
      return;
    }
    this.throttle.rate = this.#target.throttle;
    if (this.#queue.length >= this.#few) return;
    this.#more = false;
    const found = await this.desk.query(() => this.#find());
    if (found.length >= mostAtOnce / 2) this.#more = true;
    await this.#cancel(this.#queue.add(found).map(({ id }) => id));
  }

  get #few(): number {
    return Math.min(firstAtOnce, ahead * (this.#target?.concurrency ?? 1));
  }

  #find(): Promise<DueDelivery[]> {
    return this.desk.due.of(this.lease.endpointId, this.#queue.beyond, this.#queue.aside);
  }

  async #cancel(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.desk.query(() => this.desk.log.cancel(ids, 'consent_withdrawn'));
    this.#queue.done(ids);
  }

  #start(): void {
    const target = this.#target;
    while (target && !this.#stopping && this.#queue.length > 0 && this.#onTheWire < target.concurrency) {
      // A slow database slows the sending, instead of the memory growing.
      if (this.#results.length >= 2 * mostResults) return;
      if (this.#queue.isStale) {
        this.#wake();
        return;
      }
      // Halted for longer than the lease: somebody else sends these.
      if (performance.now() > this.#leaseEndsAt) {
        this.stop();
        return;
      }
      if (!this.desk.slots.take(this.organizationId, this.#resume)) return;
      const waitMs = this.throttle.take();
      const delivery = waitMs > 0 ? undefined : this.#queue.take();
      if (!delivery) {
        this.desk.slots.release(this.organizationId, this.#resume);
        this.#pauseFor(waitMs);
        return;
      }
      this.#onTheWire += 1;
      void this.#send(target, delivery);
    }
  }

  #pauseFor(waitMs: number): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#wake(), Math.ceil(waitMs));
  }

  async #send(target: LaneTarget, delivery: DueDelivery): Promise<void> {
    try {
      this.#results.push(await this.desk.sender.send(target, delivery, this.#cut.signal));
      if (this.#results.length >= mostResults) this.#full();
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined;
        this.#wake();
      });
    } catch (error) {
      this.#queue.done([delivery.id]);
      if (!this.#cut.signal.aborted) this.desk.failed(error);
      this.stop();
    } finally {
      this.#onTheWire -= 1;
      this.desk.slots.release(this.organizationId, this.#resume);
      this.#start();
      if (this.#onTheWire === 0 || this.#queue.length < this.#few) this.#wake();
    }
  }

  async #write(): Promise<void> {
    while (this.#results.length > 0) {
      await this.#gather();
      const results = this.#results.splice(0, mostResults);
      try {
        await this.#judge(await this.desk.query(() => this.desk.log.write(this.lease, results)), results);
        this.#renewed();
      } catch (error) {
        if (error instanceof LaneLost || performance.now() > this.#leaseEndsAt) {
          this.#lost(error);
          return;
        }
        this.desk.failed(error);
        this.#results.unshift(...results);
        await sleep(rewriteMs);
        continue;
      }
      this.#queue.done(results.map(({ delivery }) => delivery.id));
      this.#wake();
    }
  }

  #gather(): Promise<void> {
    if (this.#results.length >= mostResults) return Promise.resolve();
    return new Promise(resolve => {
      const timer = setTimeout(resolve, gatherMs);
      this.#full = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #judge(failures: EndpointFailures, results: readonly Attempt[]): Promise<void> {
    const { endpointId } = this.lease;
    if (results.some(({ outcome }) => outcome === 'gone')) {
      this.stop();
      return this.desk.query(() => this.desk.endpoints.disable(endpointId, 'gone'));
    }
    if (verdictOf(failures, this.desk.clock.now()) === 'fine') return;
    await this.desk.query(() => this.desk.health.judge(endpointId, failures));
    this.#loadedAt = -Infinity;
  }

  async #keep(): Promise<void> {
    try {
      if (await this.desk.query(() => this.desk.leases.keep(this.lease))) this.#renewed();
      else this.stop();
    } catch (error) {
      this.desk.failed(error);
    }
  }

  #lost(error: unknown): void {
    this.desk.failed(error);
    this.#results.length = 0;
    this.#queue.forget();
    this.stop(true);
  }

  #renewed(): void {
    this.#leaseEndsAt = performance.now() + leaseSeconds * 1000;
  }
}
