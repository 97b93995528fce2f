import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '#kernel';
import { createOrganization, createTestDatabase, startTestHub, type TestDatabase } from '#support';

/** Generated from the catalog: a table that is added later is tested by being there. */
let database: TestDatabase;
let superuser: pg.Client;
let app: pg.Client;
let tables: string[];

const rows = async <T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> =>
  (await superuser.query<T>(sql, values)).rows;
const names = (found: { name: string }[]): string[] => found.map(row => row.name).sort();

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client(database.superuser);
  app = new pg.Client(database.app);
  await Promise.all([superuser.connect(), app.connect()]);
  const found = await rows<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.attname = 'organization_id'`,
  );
  tables = names(found);
});
afterAll(async () => {
  await Promise.all([superuser.end(), app.end()]);
  await database.drop();
});

describe('every table with organization_id', () => {
  it('is known to this test', () => {
    expect(tables.length).toBeGreaterThan(15);
  });

  it('has row-level security enabled and forced', async () => {
    const open = await rows<{ name: string }>(
      `select oid::regclass::text as name from pg_class
       where oid = any($1::regclass[]) and not (relrowsecurity and relforcerowsecurity)`,
      [tables],
    );
    expect(names(open)).toEqual([]);
  });

  it('has exactly the organization’s policy for the serving role, for reading and for writing', async () => {
    for (const table of tables) {
      const policies = await rows<{ using: string; check: string; cmd: string }>(
        `select pg_get_expr(polqual, polrelid) as using, pg_get_expr(polwithcheck, polrelid) as check, polcmd as cmd
         from pg_policy where polrelid = $1::regclass and 'causeway_app'::regrole = any(polroles)`,
        [table],
      );
      const rule = '(organization_id = ( SELECT app_organization() AS app_organization))';
      expect({ table, policies }).toEqual({ table, policies: [{ using: rule, check: rule, cmd: '*' }] });
    }
  });

  it('carries the organization in every unique constraint and foreign key to such a table', async () => {
    const loose = await rows<{ name: string }>(
      `select conrelid::regclass || '.' || conname as name from pg_constraint
       where conrelid = any($1::regclass[])
         and (contype = 'u' or (contype = 'f' and confrelid = any($1::regclass[])))
         and not exists (select 1 from pg_attribute a where a.attrelid = conrelid
           and a.attnum = any(conkey) and a.attname = 'organization_id')`,
      [tables],
    );
    // Found by an unguessable hash before it is known whose they are; the hash is the secret's, not the tenant's.
    expect(names(loose).filter(name => !/hash_key$/.test(name))).toEqual([]);
  });

  it('shows nothing and takes nothing without an organization', async () => {
    for (const table of tables) {
      const allowed = await app.query<{ ok: boolean }>(`select has_table_privilege($1, 'select') as ok`, [
        table,
      ]);
      if (allowed.rows[0]?.ok !== true) continue;
      expect((await app.query(`select 1 from ${table}`)).rowCount).toBe(0);
    }
  });
});

describe('the serving role', () => {
  it('owns nothing, bypasses nothing, creates nothing', async () => {
    expect(await rows(`select 1 from pg_class where relowner = 'causeway_app'::regrole`)).toEqual([]);
    const [role] = await rows(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = 'causeway_app'`,
    );
    expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false });
    const [schema] = await rows(`select has_schema_privilege('causeway_app', 'public', 'create') as ok`);
    expect(schema).toEqual({ ok: false });
  });

  it('may truncate no table', async () => {
    const all = await rows<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname = 'public' and has_table_privilege('causeway_app', c.oid, 'truncate')`,
    );
    expect(names(all)).toEqual([]);
  });
});

describe('the lookup role', () => {
  it('may read named columns and write nothing', async () => {
    const writes = await rows<{ name: string }>(
      `select table_name || '.' || column_name || ' ' || privilege_type as name from information_schema.column_privileges
       where grantee = 'causeway_lookup' and privilege_type <> 'SELECT'`,
    );
    expect(names(writes)).toEqual([]);
    const secrets = await rows<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.column_privileges
       where grantee = 'causeway_lookup' and column_name ~ 'secret|fields|data|verifier|details|personal|email'`,
    );
    expect(names(secrets)).toEqual([]);
  });
});

describe('views and functions', () => {
  it('have no view that reads past row-level security', async () => {
    const views = await rows(`select 1 from pg_views where schemaname = 'public' union all
      select 1 from pg_matviews where schemaname = 'public'`);
    expect(views).toEqual([]);
  });

  it('have no definer function, and none that looks names up by the search path of its caller', async () => {
    // A body that was parsed when it was made (prosqlbody) has nothing left to look up.
    const loose = await rows<{ name: string }>(
      `select proname as name from pg_proc where pronamespace = 'public'::regnamespace
       and (prosecdef or not (prosqlbody is not null or coalesce(proconfig::text like '%search_path%', false)))`,
    );
    expect(names(loose)).toEqual([]);
  });
});

describe('rows of two organizations', () => {
  it('cannot be read, changed or planted across, whatever the statement says', async () => {
    const hub = await startTestHub({}, { database });
    const acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
    const other = await createOrganization(hub.url, hub.operatorKey, 'Other');
    await hub.stop();
    await app.query('begin');
    await app.query(`select set_config('app.organization_id', $1, true)`, [acme.id]);
    const members = await app.query('select organization_id from member');
    expect(members.rows).toEqual([{ organization_id: acme.id }]);
    expect((await app.query('delete from member where organization_id = $1', [other.id])).rowCount).toBe(0);
    expect(
      (await app.query(`update member set name = 'x' where organization_id = $1`, [other.id])).rowCount,
    ).toBe(0);
    const plant = app.query(
      `insert into integration (id, organization_id, provider, enabled, created_at, updated_at)
       values ($1, $2, 'caldav', true, now(), now())`,
      [newId(), other.id],
    );
    await expect(plant).rejects.toThrow(/row-level security/);
    await app.query('rollback');
  });
});
