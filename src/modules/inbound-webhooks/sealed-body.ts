import { isUtf8 } from 'node:buffer';
import type { VaultPlace } from '#crypto';

/*
 * Payloads are other people's personal data, so they are sealed like a record's original. The vault seals text: one
 * letter in front says whether the bytes are UTF-8 or, since nobody promised that, base64.
 */
export const bodyPlace = (receiptId: string): VaultPlace => ({
  table: 'receipt',
  rowId: receiptId,
  field: 'body',
  version: 1,
});

export const bodyToText = (body: Buffer): string =>
  isUtf8(body) ? `u${body.toString('utf8')}` : `b${body.toString('base64')}`;

export const bodyFromText = (text: string): Buffer =>
  Buffer.from(text.slice(1), text.startsWith('b') ? 'base64' : 'utf8');
