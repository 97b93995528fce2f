import type { Clock } from '#kernel';

/**
 * Remembers answers for a few seconds, so that a busy address costs no query per delivery. Concurrent questions share
 * one answer; failures and `null` are not remembered.
 */
export class ShortMemory<T> {
  readonly #entries = new Map<string, { readonly answer: Promise<T | null>; readonly at: number }>();

  constructor(
    private readonly limits: { readonly maxAgeMs: number; readonly maxEntries: number },
    private readonly clock: Clock,
  ) {}

  get(key: string, ask: () => Promise<T | null>): Promise<T | null> {
    const now = this.clock.now().getTime();
    const known = this.#entries.get(key);
    if (known && Math.abs(now - known.at) < this.limits.maxAgeMs) return known.answer;
    const entry = { answer: ask(), at: now };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#forgetOldest();
    this.#forgetUseless(key, entry);
    return entry.answer;
  }

  /** Asks anew what is older than `ageMs`; answers whether there is anything to ask. */
  forget(key: string, ageMs: number): boolean {
    const known = this.#entries.get(key);
    if (!known || this.clock.now().getTime() - known.at < ageMs) return false;
    return this.#entries.delete(key);
  }

  #forgetOldest(): void {
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.limits.maxEntries && !oldest.done) this.#entries.delete(oldest.value);
  }

  #forgetUseless(key: string, entry: { readonly answer: Promise<T | null> }): void {
    const drop = (): void => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    };
    // The caller gets the rejection from `answer`; this branch only forgets it.
    entry.answer.then(found => {
      if (found === null) drop();
    }, drop);
  }
}
