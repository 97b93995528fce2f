import { hash } from 'node:crypto';

/** Twenty bytes for any id. Also a copy: an id cut out of an answer would keep the whole answer in memory. */
export const digestOf = (id: string): string =>
  Buffer.from(hash('sha1', id, 'hex'), 'hex').toString('latin1');

/** Remembers ids of any length at the same small price each. */
export class IdSet {
  private readonly digests = new Set<string>();

  add(id: string): void {
    this.digests.add(digestOf(id));
  }

  has(id: string): boolean {
    return this.digests.has(digestOf(id));
  }

  clear(): void {
    this.digests.clear();
  }
}
