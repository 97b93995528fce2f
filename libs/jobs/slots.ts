/**
 * How many runs one organization may have in this process, so that its long runs never hold every place. Who waits for
 * one of its places holds a place itself, therefore only for a moment.
 */
export class Slots {
  readonly #running = new Map<string, number>();
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(private readonly perOrganization: number) {}

  /** Answers whether a place became free in time. */
  async take(organization: string, patienceMs: number): Promise<boolean> {
    const running = this.#running.get(organization) ?? 0;
    if (running < this.perOrganization) {
      this.#running.set(organization, running + 1);
      return true;
    }
    return this.#wait(organization, patienceMs);
  }

  /** The place goes to the one that has waited longest. */
  release(organization: string): void {
    const [next] = this.#waiting.get(organization) ?? [];
    if (next) {
      next();
      return;
    }
    const left = (this.#running.get(organization) ?? 1) - 1;
    if (left > 0) this.#running.set(organization, left);
    else this.#running.delete(organization);
  }

  #wait(organization: string, patienceMs: number): Promise<boolean> {
    const waiting = this.#waiting.get(organization) ?? new Set();
    this.#waiting.set(organization, waiting);
    return new Promise(resolve => {
      const settle = (got: boolean): void => {
        clearTimeout(timer);
        waiting.delete(take);
        if (waiting.size === 0) this.#waiting.delete(organization);
        resolve(got);
      };
      const take = (): void => settle(true);
      const timer = setTimeout(() => settle(false), patienceMs);
      waiting.add(take);
    });
  }
}
