import { type Config, ConfigError, loadConfig } from '#config';
import { misused } from './terminal/index.js';

/** The settings that `causeway start` would have here; wrong ones end the command by name. */
export const loadedConfig = (): Config => {
  try {
    return loadConfig();
  } catch (error) {
    if (error instanceof ConfigError) throw misused(error.message);
    throw error;
  }
};
