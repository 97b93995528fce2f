import type { KeyObject } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type Clock, SystemClock } from '#kernel';
import { keyIdOf, open, type Place, seal } from './envelope.js';
import { deriveKey } from './hkdf.js';
import { createKeyFile, newKey, readKeyFile, unusableKey } from './key-file.js';
import { decodeKey, type RootKey, rootKeyOf, rootKeysIn } from './root-key.js';
import { VaultError } from './vault-error.js';

export interface KeyRingOptions {
  /** Where the key file is, or shall be created. Neither read nor created when `key` is given. */
  readonly keyFile?: string | undefined;
  /** 32 random bytes in base64 (`CAUSEWAY_KEY`). */
  readonly key?: string | undefined;
  readonly clock?: Clock;
}

/**
 * The key-encryption keys of this installation. They wrap data keys and derive keys for other purposes; nothing else
 * is sealed by them. A key's id is derived from the key, so the same key has the same id in a file and in the
 * environment, and a damaged key is noticed when it is read. The last one wraps, all of them unwrap.
 */
export class KeyRing {
  readonly #keys: ReadonlyMap<string, RootKey>;
  readonly #current: RootKey;

  private constructor(
    keys: readonly RootKey[],
    /** Where the keys were looked for, in words for the operator. */
    readonly source: string,
    private readonly createdFile?: string,
  ) {
    const current = keys.at(-1);
    if (!current)
      throw unusableKey('There is no key to protect stored secrets. Set CAUSEWAY_KEY or a key file.');
    this.#keys = new Map(keys.map(key => [key.id, key]));
    this.#current = current;
  }

  static load({ keyFile, key, clock = new SystemClock() }: KeyRingOptions): KeyRing {
    if (key !== undefined) return new KeyRing([rootKeyOf(decodeKey(key, 'CAUSEWAY_KEY'))], 'CAUSEWAY_KEY');
    if (!keyFile) return new KeyRing([], 'nowhere');
    const found = readKeyFile(keyFile);
    return found
      ? new KeyRing(rootKeysIn(keyFile, found), `key file ${keyFile}`)
      : KeyRing.#create(keyFile, clock);
  }

  /** Another process may create the file at the same moment: whoever is second uses the first one's key. */
  static #create(file: string, clock: Clock): KeyRing {
    const key = newKey();
    const entry = {
      id: rootKeyOf(key).id,
      key: key.toString('base64'),
      createdAt: clock.now().toISOString(),
    };
    const created = createKeyFile(file, { version: 1, keys: [entry] });
    const content = readKeyFile(file);
    if (!content) throw unusableKey(`The key file ${file} disappeared while it was created.`);
    return new KeyRing(rootKeysIn(file, content), `key file ${file}`, created ? file : undefined);
  }

  /** True when this process made the key file: the operator must be told to back it up. */
  get created(): boolean {
    return this.createdFile !== undefined;
  }

  get currentKeyId(): string {
    return this.#current.id;
  }

  get keyIds(): readonly string[] {
    return [...this.#keys.keys()];
  }

  has(keyId: string): boolean {
    return this.#keys.has(keyId);
  }

  wrap(secret: Uint8Array, place: Place): Buffer {
    return seal(this.#current.wrapping, secret, place);
  }

  unwrap(blob: Uint8Array, place: Place): Buffer {
    return open(this.#key(keyIdOf(blob)).wrapping, blob, place);
  }

  /**
   * A key for one purpose outside the vault (hashing API keys, signing cursors). It changes when the key-encryption
   * key is rotated: whoever stores what it made stores `currentKeyId` too, and passes it here later.
   */
  derive(purpose: string, keyId: string = this.currentKeyId): KeyObject {
    return deriveKey(this.#key(keyId).root, `derived/${purpose}`);
  }

  /** Takes back the key file this process made, which nothing was sealed with; leaves every other file alone. */
  discardCreated(): void {
    if (this.createdFile !== undefined) rmSync(this.createdFile, { force: true });
  }

  #key(keyId: string): RootKey {
    const key = this.#keys.get(keyId);
    if (!key) throw new VaultError(`key ${keyId} is not in ${this.source}`);
    return key;
  }
}
