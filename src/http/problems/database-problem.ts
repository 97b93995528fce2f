import { HubError, notFound } from '#kernel';

const retry = (cause: unknown): HubError =>
  new HubError('unavailable', 503, 'Not available right now. Try again soon.', {
    cause,
    retryable: true,
    retryAfterSeconds: 1,
  });

const unfit = (cause: unknown): HubError =>
  new HubError('validation_failed', 422, 'A text holds a character that cannot be stored, such as NUL.', {
    cause,
  });

/** SQLSTATE (https://www.postgresql.org/docs/18/errcodes-appendix.html) → what the caller may know. */
const bySqlState: Readonly<Record<string, (cause: unknown) => HubError>> = {
  // A row of another organization, or none: absent and forbidden look the same.
  '42501': () => notFound('resource'),
  // Text that is no uuid, in a path that names a row.
  '22P02': () => notFound('resource'),
  '23503': cause =>
    new HubError(
      'reference_not_found',
      422,
      'Something that the request refers to is not here, or still in use.',
      { cause },
    ),
  '23505': cause => new HubError('already_exists', 409, 'There is one like this already.', { cause }),
  '22021': unfit,
  '22P05': unfit,
  '40001': retry,
  '40P01': retry,
  '55P03': retry,
  '57014': retry,
  '53300': retry,
  '57P01': retry,
  '57P02': retry,
  '57P03': retry,
  '08000': retry,
  '08003': retry,
  '08006': retry,
};

const connectionErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE']);

/** What `pg` says, without any code, to queries on a connection that the server left. */
const brokenOff =
  /\b(Connection terminated|Client (has encountered a connection error|was closed)|timeout exceeded when trying to connect)/;

export const databaseProblem = (error: unknown): HubError | undefined => {
  if (!(error instanceof Error)) return undefined;
  if (!('code' in error) || typeof error.code !== 'string') {
    return brokenOff.test(error.message) ? retry(error) : undefined;
  }
  const make = bySqlState[error.code];
  if (make) return make(error);
  // Of a call to anywhere else, none comes this far: the outbound client makes it a provider's failure.
  const isSocket = 'syscall' in error && ['connect', 'read', 'write'].includes(String(error.syscall));
  return isSocket && connectionErrors.has(error.code) ? retry(error) : undefined;
};
