/** A token bucket that holds a tenth of a second's worth: evenly spread, with at least one. */
export class Throttle {
  #tokens = 1;
  #filledAt: number;
  #rate: number | null = null;

  constructor(private readonly elapsed: () => number) {
    this.#filledAt = elapsed();
  }

  set rate(perSecond: number | null) {
    this.#rate = perSecond;
  }

  /** Zero when one may go now (and takes the token); else how long to wait. */
  take(): number {
    if (this.#rate === null) return 0;
    const now = this.elapsed();
    const most = Math.max(1, this.#rate / 10);
    this.#tokens = Math.min(most, this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate);
    this.#filledAt = now;
    if (this.#tokens < 1) return ((1 - this.#tokens) / this.#rate) * 1000;
    this.#tokens -= 1;
    return 0;
  }
}
