import { existsSync } from 'node:fs';
import type pg from 'pg';
import { KeyRing, VaultError } from '#crypto';
import { HubError, installationId } from '#kernel';
import { keyIdsOf } from './facts.js';

export interface KeySource {
  /** `CAUSEWAY_KEY`. */
  readonly key?: string | undefined;
  readonly keyFile: string;
}

export type VaultTrial =
  | { readonly isOpen: true; readonly keyIds: readonly string[]; readonly source: string }
  | { readonly isOpen: false; readonly problem: string };

/** The keys of this installation, never made anew. */
export const keysOf = ({ key, keyFile }: KeySource): KeyRing | string => {
  if (key === undefined && !existsSync(keyFile))
    return `There is no key file ${keyFile}, and CAUSEWAY_KEY is not set.`;
  try {
    return KeyRing.load(key === undefined ? { keyFile } : { key });
  } catch (error) {
    if (error instanceof HubError) return error.publicDetail;
    throw error;
  }
};

/** Opens the canary that the hub sealed at its first start, as the hub itself does before it serves. */
export const tryVault = async (client: pg.Client, source: KeySource): Promise<VaultTrial> => {
  const keys = keysOf(source);
  if (typeof keys === 'string') return { isOpen: false, problem: keys };
  const needed = await keyIdsOf(client);
  if (needed.length === 0) return { isOpen: true, keyIds: [], source: keys.source };
  const missing = needed.filter(id => !keys.has(id));
  if (missing.length > 0)
    return {
      isOpen: false,
      problem: `The secrets are sealed with key ${missing.join(', ')}, which ${keys.source} does not hold.`,
    };
  const [row] = (await client.query<{ canary: Buffer }>('select canary from vault_check')).rows;
  return row && !opens(keys, row.canary)
    ? {
        isOpen: false,
        problem: 'The sealed sample in vault_check cannot be opened: the database is damaged.',
      }
    : { isOpen: true, keyIds: needed, source: keys.source };
};

const opens = (keys: KeyRing, canary: Buffer): boolean => {
  const place = {
    organizationId: installationId,
    table: 'vault_check',
    rowId: installationId,
    field: 'canary',
    version: 1,
  };
  try {
    return keys.unwrap(canary, place).length > 0;
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
};
