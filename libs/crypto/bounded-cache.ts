import type { Clock } from '#kernel';

export interface CacheBounds {
  readonly maxEntries: number;
  readonly maxAgeMs: number;
}

/**
 * Remembers answers for a while: the least recently used goes first. Concurrent questions share one answer; a failed
 * one is not remembered.
 */
export class BoundedCache<T> {
  readonly #entries = new Map<string, { readonly answer: Promise<T>; readonly until: number }>();

  constructor(
    private readonly bounds: CacheBounds,
    private readonly clock: Clock,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  get(key: string, ask: () => Promise<T>): Promise<T> {
    const now = this.clock.now().getTime();
    const known = this.#entries.get(key);
    this.#entries.delete(key);
    const entry = known && known.until > now ? known : { answer: ask(), until: now + this.bounds.maxAgeMs };
    this.#entries.set(key, entry);
    if (entry !== known) this.#watch(key, entry);
    return entry.answer;
  }

  /** An answer that came with another one. */
  put(key: string, value: T): void {
    this.#entries.delete(key);
    void this.get(key, () => Promise.resolve(value));
  }

  #watch(key: string, entry: { readonly answer: Promise<T>; readonly until: number }): void {
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.bounds.maxEntries && !oldest.done) this.#entries.delete(oldest.value);
    // The caller gets the rejection from `answer`; this branch only forgets it.
    entry.answer.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
  }
}
