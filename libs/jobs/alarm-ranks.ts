const windowMs = 60_000;

/**
 * The order of alarms that are due at once: the first that each organization set in the last minute, then the second.
 * An alarm only wakes its lane, which then takes a turn, so this may be rough: it counts within this process.
 */
export class AlarmRanks {
  readonly #counts = new Map<string, number>();
  #since = 0;

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  next(organization: string, weight: number): number {
    const now = this.nowMs();
    if (now - this.#since > windowMs) {
      this.#counts.clear();
      this.#since = now;
    }
    const count = this.#counts.get(organization) ?? 0;
    this.#counts.set(organization, count + 1);
    return 1 + Math.floor(count / weight);
  }
}
