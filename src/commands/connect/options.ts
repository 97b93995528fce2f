import type { HubOptions } from '../hub/index.js';

/** Answers that were given as options; what is missing is asked, or refused where nobody can be asked. */
export interface ConnectOptions extends HubOptions {
  readonly clientId?: string | undefined;
  readonly clientSecretFile?: string | undefined;
  readonly credentialsFile?: string | undefined;
  readonly appFile?: string | undefined;
  readonly webhookSecretFile?: string | undefined;
  readonly replaceClient?: boolean | undefined;
  readonly method?: 'oauth' | 'installation' | undefined;
  readonly setting?: readonly string[] | undefined;
  readonly endUser?: string | undefined;
  readonly agree?: readonly string[] | undefined;
  readonly browser: boolean;
  readonly again?: boolean | undefined;
  readonly timeout: number;
  readonly container?: string | undefined;
  readonly direction: 'two_way' | 'pull' | 'push';
  readonly sync: boolean;
}
