/** Ids that are asked for in order while some are added and others lose their place. Sorted only when asked. */
export class IdQueue {
  private ids: string[] = [];
  private isSorted = true;
  private head = 0;

  add(id: string): void {
    const last = this.ids.at(-1);
    if (last !== undefined && last > id) this.isSorted = false;
    this.ids.push(id);
  }

  /** The first `limit` ids beyond `after` that still belong here. */
  list(after: string | null, limit: number, belongs: (id: string) => boolean): string[] {
    this.sort();
    while (this.head < this.ids.length && !belongs(this.ids[this.head] ?? '')) this.head += 1;
    const found: string[] = [];
    for (let at = this.beyond(after); at < this.ids.length && found.length < limit; at += 1) {
      const id = this.ids[at] ?? '';
      if (found.at(-1) !== id && belongs(id)) found.push(id);
    }
    return found;
  }

  last(): string | null {
    this.sort();
    return this.ids.at(-1) ?? null;
  }

  private sort(): void {
    if (this.isSorted) return;
    this.ids = this.ids.slice(this.head).toSorted();
    this.head = 0;
    this.isSorted = true;
  }

  private beyond(after: string | null): number {
    if (after === null) return this.head;
    let [low, high] = [this.head, this.ids.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ids[middle] ?? '') > after) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
