import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Global, type INestApplicationContext, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import pg from 'pg';
import * as database from '#database';
import { Clock, newId } from '#kernel';
import { Foundation } from '../../../migrations/0001-foundation.js';
import { Crypto } from '../../../migrations/0003-crypto.js';
import { CryptoModule, cryptoEntities, KeyRing, Vault } from '../index.js';

/* For one test file: a PostgreSQL with the real roles, a fresh database per test, and the module as it is started. */
const directory = mkdtempSync(path.join(tmpdir(), 'causeway-vault-'));
const actor = { kind: 'system', id: 'test' } as const;
let server: database.EmbeddedPostgres;
let name = '';
let files = 0;
let started: INestApplicationContext[] = [];

export const place = { table: 'credential', rowId: newId(), field: 'secret', version: 1 };
export const freshKey = (): KeyRing => KeyRing.load({ key: randomBytes(32).toString('base64') });
export const freshFile = (): string => path.join(directory, `keys-${String(++files)}`, 'vault.json');

class MovableClock extends Clock {
  private shift = 0;
  override now = (): Date => new Date(Date.now() + this.shift);
  forward = (ms: number): void => void (this.shift += ms);
}
export const clock = new MovableClock();

@Global()
@Module({ providers: [{ provide: Clock, useValue: clock }], exports: [Clock] })
class ClockModule {}

const connectionOf = (user: string): database.Connection => ({
  host: server.socketDirectory,
  port: 5432,
  user,
  database: name,
});

export const start = async (keyRing: KeyRing, poolSize = 4): Promise<INestApplicationContext> => {
  const connection = connectionOf(database.roles.app);
  const imports = [
    ClockModule,
    database.DatabaseModule.forRoot({ connection, entities: cryptoEntities, poolSize }),
    CryptoModule.forRoot({ keyRing }),
  ];
  const context = await Test.createTestingModule({ imports }).compile();
  await context.init();
  started.push(context);
  return context;
};

export const within = <T>(
  hub: INestApplicationContext,
  organizationId: string,
  work: (vault: Vault) => Promise<T>,
): Promise<T> => hub.get(database.OrganizationScope).run(organizationId, actor, () => work(hub.get(Vault)));

export const asSuperuser = async (
  sql: string,
  parameters: unknown[] = [],
): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client(connectionOf('postgres'));
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql, parameters).finally(() => client.end());
  return rows;
};

/** Call it once at the top of a test file. */
export const useVaultDatabase = (): void => {
  beforeAll(async () => {
    server = await database.startEmbeddedPostgres(path.join(directory, 'postgres'), { fsync: 'off' });
  });
  beforeEach(async () => {
    name = `vault_${randomBytes(4).toString('hex')}`;
    await database.provision(connectionOf('postgres'), name);
    await database.migrate(connectionOf(database.roles.owner), [
      { name: '0001-foundation', class: Foundation },
      { name: '0003-crypto', class: Crypto },
    ]);
  });
  afterEach(async () => {
    await Promise.all(started.map(context => context.close()));
    started = [];
  });
  afterAll(async () => {
    await server.stop();
    rmSync(directory, { recursive: true });
  });
};
