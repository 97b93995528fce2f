import { MikroORM } from '@mikro-orm/core';
import type { EntityManager, PostgreSqlDriver } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { Clock, HubError, installationId } from '#kernel';
import type { Place } from './envelope.js';
import { KeyRing } from './key-ring.js';
import { VaultCanary } from './vault-canary.entity.js';
import { VaultError } from './vault-error.js';

const knownText = 'causeway vault check';
const place: Place = {
  organizationId: installationId,
  table: 'vault_check',
  rowId: installationId,
  field: 'canary',
  version: 1,
};

/**
 * Refuses to start with a key that is not this database's. Without it a hub with a lost key would come up, fail at
 * every secret, and seal new ones with a key that fits nothing. The first start on a database seals a canary; later
 * starts must hold its key and every key that wraps a data key.
 */
@Injectable()
export class VaultCheck implements OnModuleInit {
  constructor(
    private readonly orm: MikroORM<PostgreSqlDriver>,
    private readonly scope: OrganizationScope,
    private readonly keyRing: KeyRing,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    const found = await this.#canary();
    await this.#requireKeys(found);
    this.#confirm(found ?? (await this.#establish()));
  }

  async #canary(): Promise<VaultCanary | null> {
    return this.#em().findOne(VaultCanary, { id: installationId });
  }

  /** Two first starts may race with different keys: the row of the first one decides, and the second is refused. */
  async #establish(): Promise<VaultCanary> {
    const em = this.#em();
    await em.execute(
      'insert into vault_check (id, key_id, canary, created_at) values (?, ?, ?, ?) on conflict (id) do nothing',
      [
        installationId,
        this.keyRing.currentKeyId,
        this.keyRing.wrap(Buffer.from(knownText), place),
        this.clock.now(),
      ],
    );
    const row = await this.#canary();
    if (!row) throw new Error('The row of vault_check vanished while it was made');
    return row;
  }

  async #requireKeys(canary: VaultCanary | null): Promise<void> {
    const wrapping = await this.scope.acrossOrganizations('which keys this database needs', em =>
      em.execute<{ key_id: string }[]>('select distinct key_id from data_key'),
    );
    const needed = new Set([...(canary ? [canary.keyId] : []), ...wrapping.map(row => row.key_id)]);
    const missing = [...needed].filter(keyId => !this.keyRing.has(keyId));
    if (missing.length > 0) throw this.#refuse(missing);
  }

  #confirm(canary: VaultCanary): void {
    if (!this.keyRing.has(canary.keyId)) throw this.#refuse([canary.keyId]);
    try {
      if (this.keyRing.unwrap(canary.canary, place).toString() === knownText) return;
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
    }
    throw new HubError(
      'vault_key_wrong',
      500,
      `Key ${canary.keyId} from ${this.keyRing.source} is the right one, but the row of vault_check that proves it ` +
        `is damaged. The hub does not start: restore the database from its backup.`,
    );
  }

  #refuse(missing: readonly string[]): HubError {
    this.keyRing.discardCreated();
    const held = this.keyRing.created
      ? `there was no ${this.keyRing.source} (the one just made for a first start was removed again)`
      : `${this.keyRing.source} holds ${this.keyRing.keyIds.join(', ')}`;
    return new HubError(
      'vault_key_wrong',
      500,
      `The secrets in this database are sealed with key ${missing.join(', ')}, but ${held}. The hub does not start: ` +
        `it could read none of them. Restore that key from its backup, as CAUSEWAY_KEY or as the key file.`,
    );
  }

  #em(): EntityManager {
    return this.orm.em.fork();
  }
}
