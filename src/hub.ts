import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { QuietLogger } from './quiet-logger.js';
import type { Config } from '#config';
import { KeyRing } from '#crypto';
import { OperatorKeys } from '#tenancy';
import { AppModule, apiOptions, type HubOptions } from './app.module.js';
import type { DatabaseServer } from './database-server.js';
import { createApi } from './http/index.js';

export interface RunningHub {
  readonly app: NestFastifyApplication;
  /** Where it listens, e.g. `http://127.0.0.1:3000`; empty for a worker. */
  readonly url: string;
  readonly keyRing: KeyRing;
  stop(): Promise<void>;
}

/** Builds and starts the hub on a migrated database: API, workers or both. */
export const startHub = async (
  config: Config,
  database: Pick<DatabaseServer, 'app'>,
  extra: Pick<HubOptions, 'clock' | 'extraModules'> = {},
): Promise<RunningHub> => {
  const { CAUSEWAY_KEY: key } = config.settings;
  const keyRing = KeyRing.load(key ? { key } : { keyFile: config.keyFile });
  const options = { config, database: database.app, keyRing, ...extra };
  const app = await createApi(AppModule.forRoot(options), apiOptions(config), {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(QuietLogger));
  if (config.servesApi) await app.listen(config.settings.PORT, config.settings.HOST);
  else await app.init();
  return { app, url: config.servesApi ? await app.getUrl() : '', keyRing, stop: () => app.close() };
};

/** The operator's first key, once in the life of an installation; null afterwards. */
export const firstOperatorKey = (hub: RunningHub): Promise<string | null> =>
  hub.app.get(OperatorKeys).ensureFirst();
