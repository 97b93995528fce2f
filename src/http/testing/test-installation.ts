import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type Connection, migrate, provision, roles, startEmbeddedPostgres } from '#database';
import { Foundation } from '../../../migrations/0001-foundation.js';
import { Tenancy } from '../../../migrations/0002-tenancy.js';
import { Crypto } from '../../../migrations/0003-crypto.js';
import { Http } from '../../../migrations/0007-http.js';
import { SealedAnswers } from '../../../migrations/0035-sealed-answers.js';
import { KeyRotation } from '../../../migrations/0036-key-rotation.js';

const migrations = [
  { name: '0001-foundation', class: Foundation },
  { name: '0002-tenancy', class: Tenancy },
  { name: '0003-crypto', class: Crypto },
  { name: '0007-http', class: Http },
  { name: '0035-sealed-answers', class: SealedAnswers },
  { name: '0036-key-rotation', class: KeyRotation },
];

/** Where the test's AuditTrail writes, in the caller's own transaction. */
const auditTable = `
  create table audit_probe (id bigint generated always as identity, organization_id uuid, action text, target text,
    outcome text, details jsonb, actor text);
  grant select, insert on audit_probe to causeway_app`;

export interface TestInstallation {
  readonly app: Connection;
  /** As superuser: a test's own look at the truth. */
  query<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

/** A PostgreSQL of its own with the tables of tenancy and of the API's edge. */
export const startTestInstallation = async (): Promise<TestInstallation> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'causeway-test-'));
  const server = await startEmbeddedPostgres(path.join(directory, 'pg'), { fsync: 'off' });
  const at = (user: string): Connection => ({
    host: server.socketDirectory,
    port: 5432,
    user,
    database: 'causeway',
  });
  await provision({ ...at('postgres'), database: 'postgres' }, 'causeway');
  await migrate(at(roles.owner), migrations);
  const client = new pg.Client(at('postgres'));
  await client.connect();
  await client.query(auditTable);
  return {
    app: at(roles.app),
    query: async <Row extends object>(sql: string, params: readonly unknown[] = []) =>
      (await client.query<Row>(sql, [...params])).rows,
    stop: async () => {
      await client.end();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
};
