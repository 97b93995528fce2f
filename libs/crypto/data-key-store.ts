import { MikroORM } from '@mikro-orm/core';
import type { EntityManager, PostgreSqlDriver } from '@mikro-orm/postgresql';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { organizationVariable } from '#database';
import { Clock, newId } from '#kernel';
import { DataKey, DataKeySchema } from './data-key.entity.js';
import type { Place } from './envelope.js';
import { KeyRing } from './key-ring.js';
import { newKey } from './key-file.js';

/**
 * Rows of `data_key`, always in a transaction and on a connection of its own. Were a key made in the caller's
 * transaction, its rollback would destroy a key that others already seal with; were it made on a second connection of
 * the common pool, as many callers as the pool is large would wait for each other for ever.
 */
@Injectable()
export class DataKeyStore implements OnApplicationShutdown {
  readonly #orm: MikroORM<PostgreSqlDriver>;

  constructor(
    orm: MikroORM<PostgreSqlDriver>,
    private readonly keyRing: KeyRing,
    private readonly clock: Clock,
  ) {
    const options = orm.config.getAll();
    this.#orm = new MikroORM<PostgreSqlDriver>({
      ...options,
      entities: [DataKeySchema],
      // Under the common name, fork() would find the caller's EntityManager, and with it the common pool.
      contextName: 'data-keys',
      discovery: { ...options.discovery, skipSyncDiscovery: false },
      pool: { ...options.pool, min: 0, max: 2 },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#orm.close();
  }

  find(organizationId: string, id: string): Promise<DataKey | null> {
    return this.#within(organizationId, em => em.findOne(DataKey, { organizationId, id }));
  }

  /** The key with the highest version. */
  newest(organizationId: string): Promise<DataKey | null> {
    return this.#within(organizationId, em => newestIn(em, organizationId));
  }

  /** Makes version 1, unless another process does at the same moment; either way everybody gets the same key. */
  async establish(organizationId: string): Promise<DataKey> {
    const id = newId();
    const wrapped = this.keyRing.wrap(newKey(), placeOfKey({ id, organizationId, version: 1 }));
    const row = await this.#within(organizationId, async em => {
      await em.execute(
        `insert into data_key (id, organization_id, version, key_id, wrapped_key, created_at)
         values (?, ?, 1, ?, ?, ?) on conflict (organization_id, version) do nothing`,
        [id, organizationId, this.keyRing.currentKeyId, wrapped, this.clock.now()],
      );
      return newestIn(em, organizationId);
    });
    if (!row) throw new Error(`The data key of organization ${organizationId} vanished while it was made`);
    return row;
  }

  #within<T>(organizationId: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    const em = this.#orm.em.fork({ session: { variables: { [organizationVariable]: organizationId } } });
    return em.transactional(work);
  }
}

const newestIn = (em: EntityManager, organizationId: string): Promise<DataKey | null> =>
  em.findOne(DataKey, { organizationId }, { orderBy: { version: 'desc' } });

/** Binds a wrapped key to its row: another organization's, or an older version's, does not unwrap here. */
export const placeOfKey = (row: Pick<DataKey, 'id' | 'organizationId' | 'version'>): Place => ({
  organizationId: row.organizationId,
  table: 'data_key',
  rowId: row.id,
  field: 'wrapped_key',
  version: row.version,
});
