import pg from 'pg';
import type { Connection } from './connection.js';

/** One connection of its own, beside the ORM's: for what comes before it. Closed when the work is done or has failed. */
export const withClient = async <T>(
  { ssl, ...connection }: Connection,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client({ ...connection, ...(ssl ? { ssl: { rejectUnauthorized: true } } : {}) });
  client.on('error', () => undefined); // The query in progress rejects with the same error.
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

export const hasRelation = async (client: pg.Client, name: string): Promise<boolean> => {
  const { rows } = await client.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
    name,
  ]);
  return rows[0]?.found ?? false;
};
