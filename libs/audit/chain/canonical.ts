import { createHash, createHmac, createSecretKey } from 'node:crypto';
import canonicalize from 'canonicalize';

export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** The one text a JSON value has: https://www.rfc-editor.org/rfc/rfc8785 (sorted keys, shortest numbers, no spaces). */
export const canonical = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('This value has no JSON form');
  return text;
};

export const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export const hmacHex = (hexKey: string, text: string): string =>
  createHmac('sha256', createSecretKey(hexKey, 'hex')).update(text, 'utf8').digest('hex');
