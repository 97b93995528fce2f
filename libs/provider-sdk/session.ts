/** A request of a provider; `url` is absolute or relative to the manifest's `apiUrl`. */
export interface ProviderRequest {
  readonly method: string;
  readonly url: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string or bytes are sent as they are; anything else as JSON. */
  readonly body?: unknown;
  /**
   * Statuses that are answers rather than failures here, besides 2xx (e.g. 412 for a precondition). Any other status
   * becomes a `ProviderError` by the usual reading: 401 auth_expired, 403 insufficient_scope, 404 and 410 not_found,
   * 429 rate_limited, 408 and 5xx temporary, else permanent.
   */
  readonly expect?: readonly number[];
  /** Reads a vendor's own error dialect; return undefined for the usual reading. */
  readonly explain?: (response: ProviderResponse) => Error | undefined;
  /**
   * `user`: with the person's own token instead of the app's (`OAuth2Auth.userToken`); `insufficient_scope` when the
   * connection has none.
   */
  readonly as?: 'user';
  /** A request that may be sent twice; default: every method but POST and PATCH. */
  readonly idempotent?: boolean;
}

export interface ProviderResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Parses `text`; HTML, truncated or otherwise unreadable JSON is `temporary`, for it is a broken gateway's answer. */
  json<T>(): T;
}

/** Authenticated, rate-limited, host-locked, address-checked. */
export interface ProviderHttp {
  request(request: ProviderRequest): Promise<ProviderResponse>;
}

export interface ProviderLogger {
  info(message: string, details?: Readonly<Record<string, unknown>>): void;
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
}

/**
 * A provider's only door to the world. It holds no token, no organization and no database, so a provider cannot leak
 * across organizations or log a secret.
 */
export interface ProviderSession {
  readonly http: ProviderHttp;
  /** Resolved `apiUrl` without trailing slash. */
  readonly apiUrl: string;
  /** Aborted when the run is paused, cancelled or the process stops. */
  readonly signal: AbortSignal;
  readonly logger: ProviderLogger;
  readonly now: () => Date;
  /** Non-secret settings of the connection, e.g. the user name of a Basic credential. */
  readonly settings: Readonly<Record<string, string>>;
}
