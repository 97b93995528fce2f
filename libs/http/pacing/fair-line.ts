/**
 * Who waits for one budget: first come, first served within a share (an organization), and one of each share in turn.
 * However long one share's line is, another's first waits for one turn of each share at most.
 */
export class FairLine<T> {
  /** In the order of their next turns. */
  private readonly shares = new Map<string, Set<T>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** How many turns would be given before one that joins now. */
  ahead(share: string): number {
    const own = this.shares.get(share)?.size ?? 0;
    let turns = own;
    for (const [other, line] of this.shares) if (other !== share) turns += Math.min(line.size, own + 1);
    return turns;
  }

  join(share: string, one: T): void {
    const line = this.shares.get(share) ?? new Set();
    this.shares.set(share, line.add(one));
    this.count += 1;
  }

  leave(share: string, one: T): void {
    const line = this.shares.get(share);
    if (line?.delete(one) !== true) return;
    this.count -= 1;
    if (line.size === 0) this.shares.delete(share);
  }

  next(): T | undefined {
    for (const [share, line] of this.shares) {
      for (const one of line) {
        this.leave(share, one);
        // To the end: every other share comes first.
        if (this.shares.delete(share)) this.shares.set(share, line);
        return one;
      }
    }
    return undefined;
  }

  [Symbol.iterator](): Iterator<T> {
    return [...this.shares.values()].flatMap(line => [...line]).values();
  }
}
