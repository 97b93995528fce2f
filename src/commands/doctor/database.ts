import pg from 'pg';
import { type Connection, parseConnection, roles } from '#database';
import { SystemClock } from '#kernel';
import { hasTable, migrationsOf } from '../backup/facts.js';
import { hasDatabase, openInstallation } from '../backup/installation.js';
import { tryVault } from '../backup/vault-trial.js';
import { CommandProblem } from '../terminal/index.js';
import { bad, type Examined, type Finding, good, notice, reasonOf } from './finding.js';

const oldestPostgres = 160_000;

interface Reached {
  readonly client: pg.Client;
  /** The embedded one is reached as superuser, one's own as the serving role. */
  readonly isEmbedded: boolean;
  readonly servedBy: number | null;
  close(): Promise<void>;
}

/** Everything about the database; `look` sees it afterwards, while it is open. */
export const database = async (
  examined: Examined,
  look: (client: pg.Client, isEmbedded: boolean) => Promise<Finding[]>,
): Promise<Finding[]> => {
  const reached = await reach(examined);
  if ('verdict' in reached) return [reached];
  try {
    const { client, isEmbedded } = reached;
    return [
      await serverOf(reached),
      await schema(client),
      await roleOf(client),
      await vault(examined, reached),
      await clock(client),
      ...(await look(client, isEmbedded)),
    ].filter(finding => finding !== null);
  } finally {
    await reached.close();
  }
};

const reach = async ({ config }: Examined): Promise<Reached | Finding> => {
  const { DATABASE_URL: url } = config.settings;
  if (!url && !hasDatabase(config.databaseDirectory))
    return notice(
      'database',
      `There is no database in ${config.databaseDirectory} yet.`,
      'The first start of the hub makes it: npm start',
    );
  try {
    if (!url) return { ...(await openInstallation(config.databaseDirectory)), isEmbedded: true };
    const client = await connect(parseConnection(url));
    return { client, isEmbedded: false, servedBy: null, close: () => client.end() };
  } catch (error) {
    const cure = url
      ? 'Check that it runs and that DATABASE_URL has the right host, name and password.'
      : 'Look at the reason; a backup can be restored beside it (causeway restore).';
    if (error instanceof CommandProblem) return bad('database', error.message, error.details.cure ?? cure);
    return bad('database', `The database is not reached: ${reasonOf(error)}.`, cure);
  }
};

const connect = async ({ ssl, ...connection }: Connection): Promise<pg.Client> => {
  const client = new pg.Client({
    ...connection,
    connectionTimeoutMillis: 5_000,
    ...(ssl ? { ssl: { rejectUnauthorized: true } } : {}),
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

const serverOf = async ({ client, isEmbedded, servedBy }: Reached): Promise<Finding> => {
  const { rows } = await client.query<{ number: number; version: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
  );
  const { number = 0, version = '?' } = rows[0] ?? {};
  const whose = isEmbedded
    ? `in the data directory (${servedBy ? `served by process ${servedBy}` : 'no hub uses it'})`
    : 'of your own';
  return number >= oldestPostgres
    ? good('database', `PostgreSQL ${version} ${whose} answers.`)
    : bad('database', `PostgreSQL ${version} ${whose} is too old.`, 'Use version 16 or newer.');
};

const schema = async (client: pg.Client): Promise<Finding> => {
  const { migrations } = await import('#migrations');
  const known = migrations.map(({ name }) => name);
  const done = await migrationsOf(client).catch((error: unknown) => reasonOf(error));
  // The serving role may not read the list; a hub that runs has compared it.
  if (typeof done === 'string')
    return notice('schema', `Whether the schema is up to date cannot be seen: ${done}.`, 'causeway migrate');
  const pending = known.filter(name => !done.includes(name));
  const strange = done.filter(name => !known.includes(name));
  if (strange.length > 0)
    return bad(
      'schema',
      `The database is of a newer Causeway: it knows ${strange.join(', ')}.`,
      'Use that version again, or a newer one.',
    );
  return pending.length === 0
    ? good('schema', `The schema is up to date (${done.at(-1) ?? 'empty'}).`)
    : notice(
        'schema',
        `${pending.length} migrations have not run yet (${pending[0] ?? ''} …).`,
        'Start the hub, or run: causeway migrate',
      );
};

/** Row-level security holds only whom it binds. */
const roleOf = async (client: pg.Client): Promise<Finding> => {
  const { rows } = await client.query<{ rolsuper: boolean; rolbypassrls: boolean; owns: boolean }>(
    `select rolsuper, rolbypassrls, exists (select 1 from pg_class where relowner = r.oid and relnamespace = 'public'::regnamespace) as owns
     from pg_roles r where rolname = $1`,
    [roles.app],
  );
  const [role] = rows;
  if (!role)
    return bad(
      'role',
      `There is no role ${roles.app}.`,
      'docs/operations.md, "Your own PostgreSQL", has the statements.',
    );
  const powers = [
    ...(role.rolsuper ? ['is a superuser'] : []),
    ...(role.rolbypassrls ? ['bypasses row-level security'] : []),
    ...(role.owns ? ['owns tables'] : []),
  ];
  if (powers.length === 0)
    return good('role', `${roles.app} is bound by row-level security and owns nothing.`);
  return bad(
    'role',
    `${roles.app} ${powers.join(' and ')}: nothing keeps organizations apart.`,
    `As superuser: alter role ${roles.app} nosuperuser nobypassrls; and give its tables to ${roles.owner}.`,
  );
};

const vault = async ({ config }: Examined, { client }: Reached): Promise<Finding | null> => {
  if (!(await hasTable(client, 'vault_check'))) return null;
  const source = { key: config.settings.CAUSEWAY_KEY, keyFile: config.keyFile };
  const trial = await tryVault(client, source);
  return trial.isOpen
    ? good('vault', `The vault opens with ${trial.source}.`)
    : bad(
        'vault',
        trial.problem,
        'Put the right key back from its backup, as the key file or as CAUSEWAY_KEY.',
      );
};

const tolerance = 2_000;

const clock = async (client: pg.Client): Promise<Finding> => {
  const mine = new SystemClock();
  const before = mine.now().getTime();
  const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now');
  const after = mine.now().getTime();
  const theirs = rows[0]?.now.getTime() ?? 0;
  const apart = Math.max(before - theirs, theirs - after, 0);
  return apart <= tolerance
    ? good('clock', 'This machine and the database agree on the time.')
    : bad(
        'clock',
        `This machine and the database are ${Math.round(apart / 1000)} s apart.`,
        'Turn on time synchronization (chrony, systemd-timesyncd) on both.',
      );
};
