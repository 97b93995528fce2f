import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { type ProcessHub, startHubProcess, createTestDatabase, type TestDatabase } from '#support';

const key = randomBytes(32).toString('base64');
const apiOf = (database: TestDatabase, settings: Readonly<Record<string, string>>): Promise<ProcessHub> =>
  startHubProcess({ database, settings: { CAUSEWAY_KEY: key, CAUSEWAY_ROLE: 'api', ...settings } });

/** On a connection of its own: the kernel decides for each one who gets it. */
const statusOf = (url: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(`${url}/health/ready`, { agent: false }, answer => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    })
      .on('error', reject)
      .end();
  });

const askOften = async (url: string): Promise<number> => {
  const statuses = await Promise.all(Array.from({ length: 40 }, () => statusOf(url)));
  return statuses.filter(status => status === 200).length;
};

describe('two API processes on one port', () => {
  let database: TestDatabase;
  let first: ProcessHub;
  let second: ProcessHub;
  beforeAll(async () => {
    database = await createTestDatabase();
    first = await apiOf(database, { CAUSEWAY_SHARED_PORT: 'true' });
    const { port: PORT } = new URL(first.url);
    second = await apiOf(database, { CAUSEWAY_SHARED_PORT: 'true', PORT });
  });
  afterAll(async () => {
    await first.stop();
    await second.stop();
    await database.drop();
  });

  it('take turns while one of them is stopped and started again', async () => {
    expect(await askOften(first.url)).toBe(40);
    await first.kill('SIGTERM');
    expect(await askOften(first.url)).toBe(40);
    await first.start();
    await second.kill('SIGTERM');
    expect(await askOften(first.url)).toBe(40);
  });

  it('is a setting of each of them: who does not share the port is told that it is taken', async () => {
    const { port: PORT } = new URL(first.url);
    await expect(apiOf(database, { PORT })).rejects.toThrow('Another program listens there already.');
  });
});
