import { createSecretKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { BoundedCache } from './bounded-cache.js';
import type { DataKey } from './data-key.entity.js';
import { DataKeyStore, placeOfKey } from './data-key-store.js';
import type { SealingKey } from './envelope.js';
import { KeyRing } from './key-ring.js';
import { VaultError } from './vault-error.js';

/** A destroyed or replaced key is used no longer than this, in every process, without a message between them. */
const maxAgeMs = 60_000;
const maxEntries = 20_000;

/** The data keys of organizations, unwrapped, in memory. Which of them a caller may have is the vault's business. */
@Injectable()
export class DataKeys {
  readonly #cache: BoundedCache<SealingKey>;

  constructor(
    private readonly store: DataKeyStore,
    private readonly keyRing: KeyRing,
    clock: Clock,
  ) {
    this.#cache = new BoundedCache({ maxEntries, maxAgeMs }, clock);
  }

  /** The key that seals now; the first call for an organization makes it. */
  current(organizationId: string): Promise<SealingKey> {
    return this.#cache.get(organizationId, async () => {
      const row = (await this.store.newest(organizationId)) ?? (await this.store.establish(organizationId));
      const key = this.#unwrap(row);
      this.#cache.put(`${organizationId}/${key.id}`, key);
      return key;
    });
  }

  /** The key that sealed something. One that was destroyed, or is another organization's, does not exist here. */
  find(organizationId: string, id: string): Promise<SealingKey> {
    return this.#cache.get(`${organizationId}/${id}`, async () => {
      const row = await this.store.find(organizationId, id);
      if (!row) throw new VaultError(`organization ${organizationId} has no data key ${id}`);
      return this.#unwrap(row);
    });
  }

  #unwrap(row: DataKey): SealingKey {
    const bytes = this.keyRing.unwrap(row.wrappedKey, placeOfKey(row));
    const secret = createSecretKey(bytes);
    bytes.fill(0);
    return { id: row.id, secret };
  }
}
