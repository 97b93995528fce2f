import type { DueDelivery } from './due-deliveries.js';

/** What was read so long ago is read anew before it is sent: a consent may have been withdrawn meanwhile. */
const freshMs = 5_000;

/**
 * What one process has read of a lane: those that wait here, and all that are in its hand until their results are written.
 *
 *     read → waiting → taken → done      (waiting → put back, once it is stale)
 */
export class LaneQueue {
  #waiting: DueDelivery[] = [];
  /** Ids, and whether they had stepped aside. */
  readonly #inHand = new Map<string, boolean>();
  /** First attempts up to here are in hand or done. */
  #beyond = 0;
  #readAt = -Infinity;

  get length(): number {
    return this.#waiting.length;
  }

  get inHand(): number {
    return this.#inHand.size;
  }

  get beyond(): number {
    return this.#beyond;
  }

  /** Ids of those in hand that are no first attempts. */
  get aside(): string[] {
    return [...this.#inHand].flatMap(([id, isAside]) => (isAside ? [id] : []));
  }

  /** Returns those that must not be sent; they are in hand as well. */
  add(found: readonly DueDelivery[]): DueDelivery[] {
    this.#readAt = performance.now();
    const unknown = found.filter(({ id }) => !this.#inHand.has(id));
    for (const { id, aside, position } of unknown) {
      this.#inHand.set(id, aside);
      if (!aside) this.#beyond = Math.max(this.#beyond, position);
    }
    this.#waiting.push(...unknown.filter(({ permitted }) => permitted));
    return unknown.filter(({ permitted }) => !permitted);
  }

  take(): DueDelivery | undefined {
    return this.#waiting.shift();
  }

  done(ids: readonly string[]): void {
    for (const id of ids) this.#inHand.delete(id);
  }

  get isStale(): boolean {
    return this.#waiting.length > 0 && performance.now() - this.#readAt > freshMs;
  }

  /** What waited has to be read again. What is on the wire came before it and stays beyond. */
  putBack(): void {
    const first = this.#waiting.find(({ aside }) => !aside);
    if (first) this.#beyond = first.position - 1;
    this.done(this.#waiting.map(({ id }) => id));
    this.#waiting = [];
  }

  forget(): void {
    this.#waiting = [];
    this.#inHand.clear();
  }
}
