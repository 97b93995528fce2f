export interface ApiOptions {
  /** Base URL as clients reach it. */
  readonly publicUrl: string;
  /** Exact origins whose pages may call the API; none by default. */
  readonly corsOrigins: readonly string[];
  readonly trustProxy: boolean;
  readonly bodyLimitBytes: number;
  readonly rateLimits: RateLimits;
}

/** Requests per minute. */
export interface RateLimits {
  /** One key or one member. */
  readonly caller: number;
  /** All keys and members of one organization together. */
  readonly organization: number;
  /** One address that sent no valid credential. */
  readonly address: number;
}
