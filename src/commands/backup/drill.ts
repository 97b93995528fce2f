import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { loadedConfig } from '../settings.js';
import { SystemClock } from '#kernel';
import { exitCodes, type ExitCode, factsOf, type JsonWish, marks, show, sizeOf } from '../terminal/index.js';
import { type ChainResult, verifyChains } from './audit-chains.js';
import { openInstallation } from './installation.js';
import { lastBackup, noteBackup } from './last-backup.js';
import { requireFitting, unpackInto } from './unpack.js';
import { tryVault, type VaultTrial } from './vault-trial.js';

export interface DrillOptions extends JsonWish {
  readonly keyFile?: string | undefined;
}

export interface DrillReport {
  readonly file: string;
  readonly createdAt: string;
  readonly seconds: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly vault: VaultTrial;
  readonly chains: readonly ChainResult[];
  readonly passed: boolean;
}

/** `causeway backup drill FILE`: restores into a temporary directory, tries everything, throws it away. */
export const drill = async (options: DrillOptions, file: string): Promise<ExitCode> => {
  const report = await drilled(options, path.resolve(file));
  show(options, report, () => described(report));
  return report.passed ? exitCodes.done : exitCodes.problem;
};

const drilled = async (options: DrillOptions, file: string): Promise<DrillReport> => {
  const config = loadedConfig();
  const clock = new SystemClock();
  const { migrations } = await import('#migrations');
  const known = migrations.map(({ name }) => name);
  const began = clock.now();
  const directory = mkdtempSync(path.join(tmpdir(), 'causeway-drill-'));
  const root = path.join(directory, 'data');
  try {
    const head = await unpackInto(file, root, found => requireFitting(found, known));
    const packedKeys = path.join(root, 'keys', 'vault.json');
    const keyFile = options.keyFile ?? (existsSync(packedKeys) ? packedKeys : config.keyFile);
    const key = options.keyFile ? undefined : config.settings.CAUSEWAY_KEY;
    const tried = await tryAll(path.join(root, 'postgres'), client => tryVault(client, { key, keyFile }));
    const seconds = (clock.now().getTime() - began.getTime()) / 1000;
    const passed = tried.vault.isOpen && tried.chains.every(({ isIntact }) => isIntact);
    if (passed) noteDrill(config.settings.CAUSEWAY_DATA_DIR, file, clock.now());
    return { file, createdAt: head.createdAt, seconds, ...tried, passed };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const tryAll = async (database: string, vaultOf: (client: pg.Client) => Promise<VaultTrial>) => {
  const installation = await openInstallation(database);
  try {
    const { client } = installation;
    return { rows: await rowsOf(client), vault: await vaultOf(client), chains: await verifyChains(client) };
  } finally {
    await installation.close();
  }
};

/** Reads every row of every table, which is more than their number says: a page that cannot be read ends the drill. */
const rowsOf = async (client: pg.Client): Promise<Record<string, number>> => {
  const tables = await client.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ count: string }>(
      `select count(t::text) as count from public.${client.escapeIdentifier(name)} t`,
    );
    counts[name] = Number(rows[0]?.count);
  }
  return counts;
};

const noteDrill = (dataDirectory: string, file: string, now: Date): void => {
  const last = existsSync(dataDirectory) ? lastBackup(dataDirectory) : undefined;
  if (last?.file === file) noteBackup(dataDirectory, { ...last, drilledAt: now.toISOString() });
};

const described = ({ file, seconds, rows, vault, chains, passed, createdAt }: DrillReport): string => {
  const broken = chains.filter(({ isIntact }) => !isIntact);
  const events = chains.reduce((sum, chain) => sum + chain.events, 0);
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return [
    factsOf({
      Backup: `${file} (${sizeOf(statSync(file).size)}, of ${createdAt})`,
      Took: `${seconds.toFixed(1)} s`,
    }),
    '',
    `${marks.good()} Every file has its checksum, and the database starts.`,
    `${marks.good()} ${all} rows in ${Object.keys(rows).length} tables can be read: ${headline(rows)}.`,
    vault.isOpen
      ? `${marks.good()} The vault opens with ${vault.source}.`
      : `${marks.bad()} The vault does not open. ${vault.problem}`,
    broken.length === 0
      ? `${marks.good()} ${chains.length} audit chains with ${events} events are intact.`
      : broken
          .map(
            ({ organizationId, problem }) =>
              `${marks.bad()} Audit chain of ${organizationId}: ${problem ?? ''}`,
          )
          .join('\n'),
    '',
    passed ? 'The drill passed. The restored copy is removed again.' : 'The drill failed.',
  ].join('\n');
};

const headline = (rows: Readonly<Record<string, number>>): string =>
  ['organization', 'connection', 'sync', 'record'].map(name => `${rows[name] ?? 0} ${name}s`).join(', ');
