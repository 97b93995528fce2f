import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import canonicalize from 'canonicalize';
import { HubError } from '#kernel';

const usable = /^[\x21-\x7e]{1,255}$/;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface Fingerprint {
  readonly keyHash: string;
  readonly requestHash: string;
}

/** Two requests are the same when method, path with query, and body (in RFC 8785 form) are. */
export const fingerprint = (
  key: string,
  request: { method: string; url: string; body?: unknown },
): Fingerprint => {
  if (!usable.test(key)) {
    const detail = 'Idempotency-Key: expected 1 to 255 visible ASCII characters.';
    throw new HubError('idempotency_key_invalid', 400, detail);
  }
  if (request.body instanceof Readable) {
    const detail = 'A streamed body cannot be compared with an earlier one: send it without Idempotency-Key.';
    throw new HubError('idempotency_key_invalid', 400, detail);
  }
  const body = request.body === undefined ? '' : (canonicalize(request.body) ?? '');
  return { keyHash: sha256(key), requestHash: sha256(`${request.method}\n${request.url}\n${body}`) };
};
