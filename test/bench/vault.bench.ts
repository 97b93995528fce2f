import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/postgresql';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import pg from 'pg';
import { CryptoModule, cryptoEntities, KeyRing, Vault } from '#crypto';
import * as database from '#database';
import { Clock, newId, runInContext, SystemClock } from '#kernel';
import { Foundation } from '../../migrations/0001-foundation.js';
import { Crypto } from '../../migrations/0003-crypto.js';

/*
 * Credential reads: one row by its id inside its organization, then opened. Requests are sent at their due time
 * whether or not earlier ones are done, and latency counts from the due time, so a stall is not hidden.
 * The first seconds, in which connections are opened and code is compiled, are told apart from the rest.
 * Target: 1,000 a second with p99 ≤ 10 ms. Run: tsc -p . && node dist/test/bench/vault.bench.js [rate] [seconds] [pool]
 */
const rate = Number(process.argv[2] ?? 1000);
const seconds = Number(process.argv[3] ?? 10);
const poolSize = Number(process.argv[4] ?? 10);
const warmUpSeconds = 3;
const organizations = Array.from({ length: 100 }, () => newId());
const place = (rowId: string) => ({ table: 'bench_credential', rowId, field: 'secret', version: 1 });
const actor = { kind: 'system', id: 'bench' } as const;

@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
class ClockModule {}

const prepare = async (server: database.EmbeddedPostgres): Promise<database.Connection> => {
  const at = (user: string): database.Connection => ({
    host: server.socketDirectory,
    port: 5432,
    user,
    database: 'bench',
  });
  await database.provision(at('postgres'), 'bench');
  await database.migrate(at(database.roles.owner), [
    { name: '0001-foundation', class: Foundation },
    { name: '0003-crypto', class: Crypto },
  ]);
  const owner = new pg.Client(at(database.roles.owner));
  await owner.connect();
  await owner.query(
    'create table bench_credential (id uuid primary key, organization_id uuid not null, secret bytea not null)',
  );
  await owner.query(`call causeway_protect('bench_credential')`);
  // As migrations/0018-credential-reads.ts has it for credentials.
  await owner.query(`
    create function bench_read(organization uuid, wanted uuid) returns setof bench_credential
    language plpgsql security invoker set search_path = '' as $$
    begin
      perform pg_catalog.set_config('app.organization_id', organization::text, true);
      return query select c.* from public.bench_credential c where c.id = wanted;
    end $$`);
  await owner.end();
  return at(database.roles.app);
};

const open = async (connection: database.Connection) => {
  const keyRing = KeyRing.load({ key: randomBytes(32).toString('base64') });
  const db = database.DatabaseModule.forRoot({ connection, entities: cryptoEntities, poolSize });
  const imports = [ClockModule, db, CryptoModule.forRoot({ keyRing })];
  const hub = await Test.createTestingModule({ imports }).compile();
  await hub.init();
  return {
    hub,
    em: hub.get(EntityManager),
    vault: hub.get(Vault),
    scope: hub.get(database.OrganizationScope),
  };
};

const measure = async ({ em, vault, scope }: Awaited<ReturnType<typeof open>>) => {
  const opening: number[] = [];
  const rows: { organization: string; id: string }[] = [];
  const secret = JSON.stringify({ accessToken: 'a'.repeat(1200), refreshToken: 'r'.repeat(400) });
  for (const organization of organizations) {
    await scope.run(organization, actor, async () => {
      for (let i = 0; i < 20; i++) {
        const id = newId();
        const blob = await vault.seal(secret, place(id));
        await em.execute('insert into bench_credential values (?, ?, ?)', [id, organization, blob]);
        rows.push({ organization, id });
      }
    });
  }
  const context = { requestId: 'bench', actor, address: null, userAgent: null };
  // Whoever reads a credential is inside its organization already.
  const read = ({ organization, id }: { organization: string; id: string }) =>
    runInContext({ ...context, organizationId: organization }, async () => {
      const [row] = await scope.call<{ secret: Buffer }>('bench_read', id);
      if (!row) throw new Error('no row');
      const fetched = performance.now();
      const opened = await vault.open(row.secret, place(id));
      opening.push(performance.now() - fetched);
      if (opened !== secret) throw new Error('not what was sealed');
    });
  const begin = performance.now();
  const reads: Promise<number>[] = [];
  for (let i = 0; i < rate * (warmUpSeconds + seconds); i++) {
    const due = begin + (i * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    const row = rows[(i * 7919) % rows.length];
    if (row) reads.push(read(row).then(() => performance.now() - due));
  }
  const latencies = await Promise.all(reads);
  console.log(
    `${String(Math.round(latencies.length / ((performance.now() - begin) / 1000)))} reads a second`,
  );
  const cold = rate * warmUpSeconds;
  return {
    [`row and vault, first ${String(warmUpSeconds)} s`]: latencies.slice(0, cold),
    'row and vault': latencies.slice(cold),
    'vault alone': opening.slice(cold),
  };
};

const directory = mkdtempSync(path.join(tmpdir(), 'causeway-bench-'));
const server = await database.startEmbeddedPostgres(path.join(directory, 'postgres'));
const bench = await open(await prepare(server));
for (const [part, latencies] of Object.entries(await measure(bench))) {
  latencies.sort((a, b) => a - b);
  const at = [0.5, 0.9, 0.99].map(
    q => `p${String(q * 100)} ${latencies[Math.floor(latencies.length * q)]?.toFixed(2) ?? '-'} ms`,
  );
  console.log(`${part}: ${at.join(', ')}`);
}
await bench.hub.close();
await server.stop();
rmSync(directory, { recursive: true });
