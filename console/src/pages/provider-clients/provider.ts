import type { Schemas } from '../../../../src/client/index.js';

export type Provider = Schemas['Provider'];
export type ProviderClient = Schemas['ProviderClient'];

export interface AppOf {
  readonly provider: Provider;
  /** What is stored of it; null is none. */
  readonly client: ProviderClient | null;
}
