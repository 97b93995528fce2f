import type { Allowance, RateDialect } from '#http';

/**
 * Whom a vendor counts: one connection, its calls of one method (the path of an address, so only where paths name methods
 * and not things), everything of one OAuth client, or one organization's part of it.
 */
export type RateScope = 'connection' | 'method' | 'client' | 'organization';

export interface RateLimits {
  /** What the hub allows itself towards one account; a vendor's own headers correct it downwards. */
  readonly requestsPerSecond: number;
  readonly concurrent: number;
  /** All connections of one OAuth client together; organizations that wait for it take turns. */
  readonly client?: Allowance;
  /** All connections of one organization together. */
  readonly organization?: Allowance;
  /** How the vendor tells what is left; each dialect for the scope it counts. */
  readonly headers?: readonly (RateDialect & { readonly scope?: RateScope })[];
  /** Whom the vendor means when it refuses, and by its headers. Default: the connection. */
  readonly scope?: RateScope;
}
