import { redact, redacted } from '#http';
import type { Json } from './chain/index.js';

/** Compared without case and punctuation, so `access_token`, `accessToken` and `Access-Token` are one. */
const secretNames =
  /(?:token|secret|password|passwd|passphrase|authorization|cookie|apikey|privatekey|credential|verifier|assertion|ciphertext)s?$/;

export interface Storable<T> {
  readonly value: T;
  /** Dotted paths of what was taken out, for the log. */
  readonly redactedPaths: readonly string[];
}

/**
 * Makes a value fit to be chained for ever: no secrets, and only what JSON, RFC 8785 and PostgreSQL's jsonb all carry
 * unchanged. A name that ends in `…Id`, `…At` or `…Count` says something about a secret and is no secret.
 */
export const storable = <T extends object>(value: T): Storable<T> => {
  const paths: string[] = [];
  // Through JSON first: dates become text, undefined goes, a BigInt or a cycle is refused at once.
  const plain = JSON.parse(JSON.stringify(value)) as Json;
  return { value: clean(plain, '', paths) as T, redactedPaths: paths };
};

const clean = (value: Json, path: string, paths: string[]): Json => {
  if (typeof value === 'string') return cleanText(value, path, paths);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item, index) => clean(item as Json, `${path}.${index}`, paths));
  const entries = Object.entries(value as Record<string, Json>).map(([key, item]) => {
    const name = storableKey(key);
    const here = path === '' ? name : `${path}.${name}`;
    return [name, isSecret(key, item) ? take(here, paths) : clean(item, here, paths)];
  });
  return Object.fromEntries(entries) as Json;
};

/** Numbers and booleans stay: `tokens: 3`, `hasPassword: true`. */
const isSecret = (key: string, item: Json): boolean =>
  item !== null &&
  item !== '' &&
  !['number', 'boolean'].includes(typeof item) &&
  secretNames.test(key.toLowerCase().replace(/[^a-z0-9]/g, ''));

const take = (path: string, paths: string[]): string => {
  paths.push(path);
  return redacted;
};

const cleanText = (text: string, path: string, paths: string[]): string => {
  const safe = storableText(text);
  const shown = redact(safe);
  if (shown === safe || typeof shown !== 'string') return safe;
  // Addresses also lose their query, which is no secret by itself and not worth a warning.
  if (shown.includes(redacted)) paths.push(path);
  return shown;
};

/** jsonb refuses U+0000, RFC 8785 lone surrogates. */
const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');

const storableKey = (key: string): string => (key === '__proto__' ? '__proto__ ' : storableText(key));
