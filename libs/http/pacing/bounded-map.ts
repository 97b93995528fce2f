/**
 * State per key that must not grow with the number of keys ever seen: beyond `capacity`, the key that has rested
 * longest goes. Keys in use stay, so the size is bound by the capacity plus what is in flight.
 */
export class BoundedMap<T> {
  private readonly entries = new Map<string, T>();

  constructor(
    private readonly capacity: number,
    private readonly inUse: (value: T) => boolean,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /** Without making it, and without counting as use. */
  peek(key: string): T | undefined {
    return this.entries.get(key);
  }

  [Symbol.iterator](): Iterator<[string, T]> {
    return this.entries.entries();
  }

  get(key: string, create: () => T): T {
    const value = this.entries.get(key) ?? create();
    // A Map keeps the order of insertion: moved to the end means used last.
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.capacity) this.evict(key);
    return value;
  }

  private evict(kept: string): void {
    for (const [key, value] of this.entries) {
      if (this.entries.size <= this.capacity) return;
      if (key !== kept && !this.inUse(value)) this.entries.delete(key);
    }
  }
}
