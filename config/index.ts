import path from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { isSandboxOn } from './sandbox.js';
import { Settings } from './schema.js';

export { ConfigError } from './config-error.js';
export { Settings, type ProviderUrls } from './schema.js';

/** Settings of this process, checked, with derived values filled in. Injected; nothing else reads `process.env`. */
export class Config {
  readonly publicUrl: string;
  readonly callbackUrl: string;
  readonly webhookUrl: string;
  readonly consoleUrl: string;
  readonly keyFile: string;
  readonly databaseDirectory: string;
  readonly servesApi: boolean;
  readonly runsJobs: boolean;
  /** Whether simulated vendors run inside this process. */
  readonly sandbox: boolean;
  readonly sandboxDirectory: string;

  constructor(readonly settings: Settings) {
    const local = `http://${settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST}:${settings.PORT}`;
    this.publicUrl = settings.CAUSEWAY_PUBLIC_URL ?? local;
    this.callbackUrl = settings.CAUSEWAY_CALLBACK_URL ?? this.publicUrl;
    this.webhookUrl = settings.CAUSEWAY_WEBHOOK_URL ?? this.publicUrl;
    this.consoleUrl = settings.CAUSEWAY_CONSOLE_URL ?? this.publicUrl;
    this.keyFile = path.resolve(
      settings.CAUSEWAY_KEY_FILE ?? path.join(settings.CAUSEWAY_DATA_DIR, 'keys', 'vault.json'),
    );
    this.databaseDirectory = path.resolve(settings.CAUSEWAY_DATA_DIR, 'postgres');
    this.servesApi = settings.CAUSEWAY_ROLE !== 'worker';
    this.runsJobs = settings.CAUSEWAY_ROLE !== 'api';
    this.sandbox = isSandboxOn(settings);
    this.sandboxDirectory = path.resolve(settings.CAUSEWAY_DATA_DIR, 'sandbox');
  }
}

/** Reads and checks the environment. Throws ConfigError that names each wrong variable and what it may be. */
export const loadConfig = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Config => {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Settings.safeParse(present);
  if (parsed.success) {
    const { DATABASE_URL: serving, DATABASE_OWNER_URL: owning } = parsed.data;
    // Otherwise the embedded database would be used, silently, by somebody who named another one.
    if (owning && !serving)
      throw new ConfigError('DATABASE_OWNER_URL is set and DATABASE_URL is not: set both.');
    return new Config(parsed.data);
  }
  const lines = parsed.error.issues.map(issue => `  ${z.core.toDotPath(issue.path)}: ${issue.message}`);
  throw new ConfigError(`These settings are wrong:\n${lines.join('\n')}`);
};
export { packageRoot } from './package-root.js';
