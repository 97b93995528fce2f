import { types } from 'node:util';

/** Takes the place of a secret in logs. */
export const redacted = '[redacted]';

/** Names that mean a secret wherever they occur in a key, compared without case and punctuation. */
const secretParts = [
  'authorization',
  'authenticat',
  'apikey',
  'assertion',
  'cookie',
  'credential',
  'ciphertext',
  'passphrase',
  'passwd',
  'password',
  'privatekey',
  'secret',
  'signature',
  'signingkey',
  'encryptionkey',
  'masterkey',
  'token',
  'verifier',
];

/** Names that are secret only as a whole: `code` of OAuth is, `countryCode` is not. */
const secretNames = new Set(['auth', 'code', 'jwt', 'nonce', 'otp', 'pass', 'pin', 'pwd', 'state', 'sid']);

const isSecretKey = (key: string): boolean => {
  const name = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  return secretNames.has(name) || secretParts.some(part => name.includes(part));
};

/**
 * A copy of `value` fit for a log: values under secret names are replaced, whatever they are, and known shapes of
 * secrets are replaced inside every text. Pure; cycles, errors, maps and class instances are walked.
 */
export const redact = (value: unknown): unknown => walk(value, new Set());

const walk = (value: unknown, above: ReadonlySet<object>): unknown => {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (above.has(value)) return '[circular]';
  return walkObject(value, new Set(above).add(value));
};

const walkObject = (value: object, above: ReadonlySet<object>): unknown => {
  if (types.isDate(value)) return value;
  if (value instanceof URL) return redactUrl(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return walkList(value, above);
  if (types.isSet(value)) return walkList([...value], above);
  if (value instanceof Error) return walkError(value, above);
  return walkEntries(types.isMap(value) ? [...value] : Object.entries(value), above);
};

/** `rawHeaders` of Node and header tuples put name and value side by side: a secret name hides its neighbour. */
const walkList = (list: readonly unknown[], above: ReadonlySet<object>): unknown[] =>
  list.map((item, index) => {
    const before = list[index - 1];
    const hidden = typeof before === 'string' && typeof item === 'string' && isHeaderName(before);
    return hidden ? redacted : walk(item, above);
  });

const isHeaderName = (text: string): boolean => /^[a-z-]{3,40}$/i.test(text) && isSecretKey(text);

/** The `code` of an error is its kind, no OAuth code. */
const walkError = (error: Error, above: ReadonlySet<object>): unknown => {
  const { code, ...rest } = Object.fromEntries(Object.entries(error));
  return {
    name: error.name,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ''),
    ...(code === undefined ? {} : { code: walk(code, above) }),
    ...(error.cause === undefined ? {} : { cause: walk(error.cause, above) }),
    ...(error instanceof AggregateError ? { errors: walk(error.errors, above) } : {}),
    ...walkEntries(Object.entries(rest), above),
  };
};

const walkEntries = (entries: readonly (readonly [unknown, unknown])[], above: ReadonlySet<object>): object =>
  Object.fromEntries(
    entries.map(([key, value]) => {
      const name = String(key);
      return [redactText(name), isHidden(name, value) ? redacted : walk(value, above)];
    }),
  );

/** Flags stay readable, and so do counts and statuses: `hasPassword: true`, `tokens: 3`, `code: 404`. */
const isHidden = (name: string, value: unknown): boolean => {
  if (value === '' || value === null || value === undefined || typeof value === 'boolean') return false;
  if (typeof value === 'number') return !/tokens?$|^code$|^state$/i.test(name) && isSecretKey(name);
  return isSecretKey(name);
};

const url = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>\\`{}|^]+/gi;

/** Shapes of secrets in free text: what is kept of each match is its first group. */
const shapes: readonly RegExp[] = [
  /\b((?:Bearer|Basic|Digest|DPoP)\s+)[^\s,;"']{6,}/gi,
  // Ours, webhook secrets, and the prefixes with which vendors mark tokens so that scanners find them.
  /\b()(?:cw_|whsec_|xox[a-z]-|xapp-|gh[a-z]_|github_pat_|glpat-|sk_|ya29\.|1\/\/|ntn_|lin_api_|pat-)[\w./+=-]{6,}/g,
  /\b()eyJ[\w-]{6,}\.[\w-]+\.[\w-]*/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b((?:code|state)=)[^\s"'&,;}]+/gi,
  /\b([\w-]{0,40}(?:token|secret|password|passwd|api_?key|assertion|verifier|signature)["']?\s?[=:]\s?["']?)[^\s"'&,;}]+/gi,
];

const redactText = (text: string): string =>
  shapes.reduce(
    (rest, shape) => rest.replace(shape, `$1${redacted}`),
    text.replace(url, found => redactUrl(found)),
  );

/** Scheme, host and path alone: no user, password, query or fragment; long random path segments go as well. */
export const redactUrl = (target: URL | string): string => {
  const parsed = URL.parse(String(target));
  if (parsed === null) return redactPath(String(target).replace(/[?#].*$/s, ''));
  return `${parsed.protocol}//${parsed.host}${redactPath(parsed.pathname)}`;
};

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Inbound webhooks, connect links and some vendors' hooks carry their secret in the path. */
const redactPath = (path: string): string =>
  path
    .split('/')
    .map(segment => (looksRandom(segment) ? redacted : segment))
    .join('/');

const looksRandom = (segment: string): boolean =>
  segment.length >= 24 &&
  !uuid.test(segment) &&
  /\d/.test(segment) &&
  /[a-z]/i.test(segment) &&
  /^[\w.~:%=-]+$/.test(segment);
