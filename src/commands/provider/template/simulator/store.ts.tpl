import { randomUUID } from 'node:crypto';
import type { Clock } from '#kernel';

export interface StoredItem {
  readonly id: string;
  readonly externalId: string | null;
  readonly version: number;
  /** Milliseconds; no two items share one. */
  readonly updatedAt: number;
  readonly createdAt: number;
  readonly deleted: boolean;
  readonly members: Readonly<Record<string, unknown>>;
}

/** The items of one container, in memory. */
export class ItemStore {
  private readonly items = new Map<string, StoredItem>();
  private oldest = 0;

  constructor(
    private readonly clock: Clock,
    private readonly changed: () => void,
    private latest = clock.now().getTime(),
  ) {}

  /** The instant that says "everything up to here". */
  get now(): number {
    return this.latest;
  }

  find(id: string): StoredItem | undefined {
    const item = this.items.get(id);
    return item?.deleted === false ? item : undefined;
  }

  findExternal(externalId: unknown): StoredItem | undefined {
    return [...this.items.values()].find(item => !item.deleted && item.externalId === externalId);
  }

  livingIds(): string[] {
    return [...this.items.values()].filter(item => !item.deleted).map(({ id }) => id);
  }

  /** In the order of their changes. */
  after(instant: number): StoredItem[] {
    return [...this.items.values()]
      .filter(item => item.updatedAt > instant)
      .sort((a, b) => a.updatedAt - b.updatedAt);
  }

  insert(members: Readonly<Record<string, unknown>>, externalId: string | null = null): StoredItem {
    const instant = this.next();
    const item = { id: randomUUID(), externalId, version: 1, createdAt: instant, deleted: false, members };
    return this.keep({ ...item, updatedAt: instant });
  }

  update(id: string, members: Readonly<Record<string, unknown>>): StoredItem {
    const item = this.living(id);
    return this.keep({
      ...item,
      version: item.version + 1,
      updatedAt: this.next(),
      members: { ...item.members, ...members },
    });
  }

  remove(id: string): void {
    this.keep({ ...this.living(id), updatedAt: this.next(), deleted: true });
  }

  /** Deletions until now are not kept any longer. */
  forget(): void {
    this.oldest = this.next();
  }

  isForgotten(instant: number): boolean {
    return instant < this.oldest;
  }

  private living(id: string): StoredItem {
    const item = this.find(id);
    if (!item) throw new Error(`No item ${id}`);
    return item;
  }

  private keep(item: StoredItem): StoredItem {
    this.items.set(item.id, item);
    this.changed();
    return item;
  }

  private next(): number {
    this.latest = Math.max(this.clock.now().getTime(), this.latest + 1);
    return this.latest;
  }
}
