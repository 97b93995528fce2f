/** One field that was wrong: `path` is dotted (`fields.start.date`), `detail` says what would be right. */
export interface FieldProblem {
  readonly path: string;
  readonly detail: string;
}

export interface HubErrorOptions {
  readonly cause?: unknown;
  readonly retryable?: boolean;
  readonly fields?: readonly FieldProblem[];
  /** Seconds until a retry makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** Further public members of the problem document. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * An expected failure. `code` is stable and documented in `docs/errors.md`, `publicDetail` is shown to the
 * caller and therefore never holds a secret, SQL or another organization's data; `cause` goes to the log.
 */
export class HubError extends Error {
  readonly retryable: boolean;
  readonly fields: readonly FieldProblem[];
  readonly retryAfterSeconds: number | undefined;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: string,
    readonly status: number,
    readonly publicDetail: string,
    options: HubErrorOptions = {},
  ) {
    super(`${code}: ${publicDetail}`, { cause: options.cause });
    this.name = new.target.name;
    this.retryable = options.retryable ?? false;
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.extensions = options.extensions ?? {};
  }
}

/** Absent and forbidden look the same. */
export const notFound = (what: string): HubError =>
  new HubError('not_found', 404, `There is no such ${what} here.`);

export const invalid = (path: string, detail: string): HubError =>
  new HubError('validation_failed', 422, `${path}: ${detail}`, { fields: [{ path, detail }] });

export const conflict = (code: string, detail: string, extensions: Record<string, unknown> = {}): HubError =>
  new HubError(code, 409, detail, { extensions });
