import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { QuietLogger } from './quiet-logger.js';
import type { Config } from '#config';
import { KeyRing } from '#crypto';
import { SystemClock } from '#kernel';
import { OperatorKeys } from '#tenancy';
import { AppModule, apiOptions, type HubOptions } from './app.module.js';
import type { DatabaseServer } from './database-server.js';
import { createApi } from './http/index.js';
import { Setup } from './modules/login/index.js';
import { type Sandboxes, Welcome } from './sandbox/index.js';

export interface RunningHub {
  readonly app: NestFastifyApplication;
  /** Where it listens, e.g. `http://127.0.0.1:3000`; empty for a worker. */
  readonly url: string;
  readonly keyRing: KeyRing;
  stop(): Promise<void>;
}

type Extra = Pick<HubOptions, 'clock' | 'extraModules'> & { readonly onNewKeyFile?: () => void };

/** Builds and starts the hub on a migrated database: API, workers or both. */
export const startHub = async (
  config: Config,
  database: Pick<DatabaseServer, 'app'>,
  { onNewKeyFile, ...extra }: Extra = {},
): Promise<RunningHub> => {
  const { CAUSEWAY_KEY: key } = config.settings;
  const keyRing = KeyRing.load(key ? { key } : { keyFile: config.keyFile });
  // Said at once: whatever fails from here on, the file is there and will not be new again.
  if (keyRing.created) onNewKeyFile?.();
  const sandboxes = await openSandboxes(config, extra);
  let app: NestFastifyApplication | undefined;
  const stop = async (): Promise<void> => {
    await app?.close();
    await sandboxes?.stop();
  };
  try {
    app = await serve({ config, database: database.app, keyRing, sandboxes, ...extra });
    if (sandboxes) await app.get(Welcome, { strict: false }).prepare(sandboxes);
    return { app, url: config.servesApi ? await app.getUrl() : '', keyRing, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const openSandboxes = async (config: Config, { clock }: Extra): Promise<Sandboxes | undefined> => {
  if (!config.sandbox) return undefined;
  // A hub without a sandbox never reads a simulator.
  const sandbox = await import('./sandbox/open-sandboxes.js');
  return sandbox.openSandboxes(config, clock ?? new SystemClock());
};

const serve = async (options: HubOptions): Promise<NestFastifyApplication> => {
  const { config } = options;
  const app = await createApi(AppModule.forRoot(options), apiOptions(config), {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(QuietLogger));
  if (config.servesApi) await app.listen(listenOptions(config));
  else await app.init();
  return app;
};

/** `reusePort` is SO_REUSEPORT (https://nodejs.org/api/net.html#serverlistenoptions-callback), which Fastify hands on. */
const listenOptions = ({ settings }: Config) => ({
  port: settings.PORT,
  host: settings.HOST,
  reusePort: settings.CAUSEWAY_SHARED_PORT,
});

/** The link by which the first operator's login is made; null once there is one. */
export const setupLink = (hub: RunningHub): Promise<string | null> =>
  hub.app.get(Setup, { strict: false }).link();

/** The operator's first key, once in the life of an installation; null afterwards. */
export const firstOperatorKey = (hub: RunningHub): Promise<string | null> =>
  hub.app.get(OperatorKeys).ensureFirst();
