import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { roles } from '#database';

export interface PgbenchRow {
  readonly socket: string;
  readonly organizationId: string;
  readonly connectionId: string;
  /** Sealed, in hex. */
  readonly body: string;
}

const headers = '{"content-type":"application/json","user-agent":"Desk","x-desk-timestamp":"1790000000"}';
const insertScript = ({ organizationId, connectionId, body }: PgbenchRow, status: string): string =>
  `insert into receipt (id, organization_id, connection_id, provider, delivery_id, event_type, verified,
    headers, body, size, status, attempts, replays, received_at, occurred_at)
    values (uuidv7(), '${organizationId}', '${connectionId}', 'desk', gen_random_uuid()::text, 'changed', true,
    '${headers}', '\\x${body}', 2048, '${status}', 0, 0, now(), now())
    on conflict on constraint receipt_once do nothing;`.replace(/\s+/g, ' ');

/** Ten clients that insert the row that the hub would store, one row and one commit each. */
const run = async (row: PgbenchRow, status: string, more: readonly string[]): Promise<string> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'causeway-pgbench-'));
  try {
    writeFileSync(path.join(folder, 'insert.sql'), insertScript(row, status));
    const options = ['-n', '-M', 'prepared', '-c', '10', '-j', '1', '-f', 'insert.sql', '-U', roles.app];
    const { stdout } = await promisify(execFile)('pgbench', [...options, ...more, 'causeway'], {
      cwd: folder,
      env: {
        ...process.env,
        PGHOST: row.socket,
        PGOPTIONS: `-c app.organization_id=${row.organizationId}`,
      },
    });
    const logs = readdirSync(folder).filter(name => name.startsWith('log.'));
    return stdout + logs.map(name => readFileSync(path.join(folder, name), 'utf8')).join('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Inserts a second. */
export const insertsFlatOut = async (row: PgbenchRow): Promise<number> => {
  const found = /tps = ([\d.]+)/.exec(await run(row, 'stored', ['-T', '3']));
  if (!found) throw new Error('pgbench gives no rate');
  return Math.round(Number(found[1]));
};

/** Milliseconds that 99 of 100 inserts took at most, at so many a second, from when each was due. */
export const insertsAtRate = async (row: PgbenchRow, rate: number): Promise<number> => {
  // Not `stored`: nothing is to be done about these, whoever works beside.
  const said = await run(row, 'ignored', ['-T', '10', '-R', String(rate), '-l', '--log-prefix=log']);
  // https://www.postgresql.org/docs/15/pgbench.html: client, number, microseconds with the delay, …
  const micros = [...said.matchAll(/^\d+ \d+ (\d+) \d+ \d+ \d+ \d+$/gm)].map(([, time]) => Number(time));
  if (micros.length < rate) throw new Error(`pgbench logged ${micros.length} inserts`);
  return (micros.toSorted((a, b) => a - b)[Math.floor(micros.length * 0.99)] ?? 0) / 1000;
};
