import { Injectable } from '@nestjs/common';
import { currentContext, installationId, invalid } from '#kernel';
import { DataKeys } from './data-keys.js';
import { keyIdOf, open, type Place, seal } from './envelope.js';
import { VaultError } from './vault-error.js';

/** Where a secret is stored. The organization is the current one, unless the installation's own is meant. */
export interface VaultPlace extends Omit<Place, 'organizationId'> {
  readonly organizationId?: string | undefined;
}

export interface SealRequest {
  readonly plaintext: string;
  readonly place: VaultPlace;
}

export interface OpenRequest {
  readonly blob: Uint8Array;
  readonly place: VaultPlace;
}

/** Seals secrets for the database. What was sealed opens only in its organization, table, row, field and version. */
@Injectable()
export class Vault {
  constructor(private readonly dataKeys: DataKeys) {}

  async seal(plaintext: string, place: VaultPlace): Promise<Buffer> {
    const whole = located(place);
    // UTF-8 has no unpaired surrogates: they would come back as U+FFFD.
    if (!plaintext.isWellFormed()) throw invalid(place.field, 'text without unpaired surrogates');
    const key = await this.dataKeys.current(whole.organizationId);
    return seal(key, Buffer.from(plaintext, 'utf8'), whole);
  }

  async open(blob: Uint8Array, place: VaultPlace): Promise<string> {
    const whole = located(place);
    const key = await this.dataKeys.find(whole.organizationId, keyIdOf(blob));
    return open(key, blob, whole).toString('utf8');
  }

  /** A page of records: each key is fetched once, and one unreadable value refuses the page. */
  sealMany(requests: readonly SealRequest[]): Promise<Buffer[]> {
    return Promise.all(requests.map(({ plaintext, place }) => this.seal(plaintext, place)));
  }

  openMany(requests: readonly OpenRequest[]): Promise<string[]> {
    return Promise.all(requests.map(({ blob, place }) => this.open(blob, place)));
  }
}

/** Naming another organization than the current one is a mistake of the caller and never served. */
const located = (place: VaultPlace): Place => {
  const current = currentContext()?.organizationId ?? undefined;
  const organizationId = place.organizationId ?? current;
  if (organizationId === undefined) throw new VaultError('no organization was entered');
  if (organizationId !== current && organizationId !== installationId) {
    throw new VaultError(`organization ${organizationId} was named inside of ${current ?? 'none'}`);
  }
  const { table, rowId, field, version } = place;
  return { organizationId, table, rowId, field, version };
};
