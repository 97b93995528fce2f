import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '#config';
import type { Type } from '@nestjs/common';
import type { Clock } from '#kernel';
import { firstOperatorKey, type RunningHub, startHub } from '../../src/hub.js';
import { createTestDatabase, type TestDatabase } from './database.js';

export interface TestHub {
  readonly url: string;
  readonly operatorKey: string;
  readonly database: TestDatabase;
  readonly hub: RunningHub;
  stop(): Promise<void>;
}

/** A whole hub in this process, on a database of its own, reached over real HTTP. */
export const startTestHub = async (
  settings: Readonly<Record<string, string>> = {},
  extra: { clock?: Clock; database?: TestDatabase; extraModules?: readonly Type[] } = {},
): Promise<TestHub> => {
  const database = extra.database ?? (await createTestDatabase());
  const directory = mkdtempSync(path.join(tmpdir(), 'causeway-test-'));
  const config = loadConfig({
    PORT: '0',
    LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent',
    CAUSEWAY_DATA_DIR: directory,
    CAUSEWAY_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8',
    CAUSEWAY_RATE_LIMIT: '1000000',
    CAUSEWAY_SWEEP_MS: '1000',
    CAUSEWAY_SANDBOX: 'off',
    ...settings,
  });
  const { database: _ours, ...options } = extra;
  const hub = await startHub(config, database, options);
  const operatorKey = (await firstOperatorKey(hub)) ?? '';
  return {
    url: hub.url,
    operatorKey,
    database,
    hub,
    async stop() {
      await hub.stop();
      if (!extra.database) await database.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
