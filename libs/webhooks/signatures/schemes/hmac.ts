import { createHmac } from 'node:crypto';
import { parseJson, atPath } from '../body-path.js';
import { findHeader, refuse, type Delivery, type Found, type Refusal, type Verdict } from '../delivery.js';
import { decodeStrict, equalBytes } from '../encoding.js';
import type { HmacScheme, SignedPart } from '../scheme.js';
import { parseTimestamp, withinWindow } from '../timestamp.js';

const digestBytes: Record<HmacScheme['algorithm'], number> = { sha256: 32, sha1: 20 };

/** The header's own form first, then the signature, then the time: "too old" is said only of what is genuine. */
export function verifyHmac(
  scheme: HmacScheme,
  delivery: Delivery,
  secrets: readonly string[],
  now: Date,
): Verdict {
  if (secrets.length === 0) return refuse('no_secret');
  const given = readSignature(scheme, delivery);
  if (!Buffer.isBuffer(given)) return given;
  const message = signedBytes(scheme, delivery);
  if (!Buffer.isBuffer(message)) return message;
  const matches = secrets.some(secret =>
    equalBytes(createHmac(scheme.algorithm, secret).update(message).digest(), given),
  );
  return matches ? judgeTime(scheme, delivery, now) : refuse('mismatch');
}

function readSignature(scheme: HmacScheme, delivery: Delivery): Buffer | Refusal {
  const header = findHeader(delivery.headers, scheme.header);
  if (!header.ok) return header;
  const prefix = scheme.prefix ?? '';
  if (!header.value.startsWith(prefix)) return refuse('malformed');
  const bytes = decodeStrict(header.value.slice(prefix.length), scheme.encoding);
  return bytes?.length === digestBytes[scheme.algorithm] ? bytes : refuse('malformed');
}

function signedBytes(scheme: HmacScheme, delivery: Delivery): Buffer | Refusal {
  const parts: Buffer[] = [];
  for (const part of scheme.signed) {
    const bytes = partBytes(scheme, delivery, part);
    if (!Buffer.isBuffer(bytes)) return bytes;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function partBytes(scheme: HmacScheme, delivery: Delivery, part: SignedPart): Buffer | Refusal {
  if (part === 'body') return delivery.body;
  if (part === 'url') return Buffer.from(delivery.url);
  if (typeof part === 'object') return Buffer.from(part.text);
  const found = part === 'timestamp' ? findTimestamp(scheme, delivery) : findId(scheme, delivery);
  return found.ok ? Buffer.from(found.value) : found;
}

function findId(scheme: HmacScheme, delivery: Delivery): Found {
  const found = findHeader(delivery.headers, scheme.idHeader ?? '');
  return !found.ok || /^[\x21-\x7e]{1,256}$/.test(found.value) ? found : refuse('malformed');
}

/** The text as it stands in the header, or the one number or string at the path of the body. */
function findTimestamp(scheme: HmacScheme, delivery: Delivery): Found {
  const { timestamp } = scheme;
  if (!timestamp) return refuse('missing');
  const found =
    'header' in timestamp
      ? findHeader(delivery.headers, timestamp.header)
      : findInBody(parseJson(delivery.body), timestamp.body);
  return !found.ok || parseTimestamp(found.value, timestamp.unit) ? found : refuse('malformed');
}

function findInBody(body: unknown, path: readonly string[]): Found {
  const [value, ...more] = atPath(body, path);
  if (value === undefined) return refuse('missing');
  const plain = typeof value === 'string' || typeof value === 'number';
  return plain && more.length === 0 ? { ok: true, value: String(value) } : refuse('malformed');
}

function judgeTime(scheme: HmacScheme, delivery: Delivery, now: Date): Verdict {
  if (!scheme.timestamp) return { ok: true, timestamp: null };
  const found = findTimestamp(scheme, delivery);
  if (!found.ok) return found;
  const timestamp = parseTimestamp(found.value, scheme.timestamp.unit);
  if (!timestamp) return refuse('malformed');
  return withinWindow(timestamp, now, scheme.timestamp.toleranceSeconds)
    ? { ok: true, timestamp }
    : refuse('expired');
}
