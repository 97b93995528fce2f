import type { ProviderSession } from '#provider-sdk';

/** A session for a provider that lives in memory: it never calls out. */
export const memorySession = (now: () => Date, signal = new AbortController().signal): ProviderSession => ({
  http: { request: () => Promise.reject(new Error('a provider in memory has no network')) },
  apiUrl: 'memory:',
  signal,
  logger: { info: () => undefined, warn: () => undefined },
  now,
  settings: {},
});
