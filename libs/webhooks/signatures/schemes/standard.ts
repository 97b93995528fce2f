import { createHmac } from 'node:crypto';
import { findHeader, refuse, type Delivery, type Verdict } from '../delivery.js';
import { decodeStrict, equalBytes } from '../encoding.js';
import {
  readStandardKey,
  standardContent,
  standardId,
  verifyEd25519,
  type StandardKey,
} from '../standard-keys.js';
import { parseTimestamp, withinWindow } from '../timestamp.js';

const toleranceSeconds = 300;
/** More than any sender needs while it replaces secrets, and few enough that checking them costs nothing. */
const mostSignatures = 16;

interface GivenSignature {
  readonly version: string;
  readonly bytes: Buffer;
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export function verifyStandard(delivery: Delivery, secrets: readonly string[], now: Date): Verdict {
  const keys = secrets.map(readStandardKey).filter(key => key !== null);
  if (keys.length === 0) return refuse('no_secret');
  const id = findHeader(delivery.headers, 'webhook-id');
  if (!id.ok) return id;
  const time = findHeader(delivery.headers, 'webhook-timestamp');
  if (!time.ok) return time;
  const header = findHeader(delivery.headers, 'webhook-signature');
  if (!header.ok) return header;
  const timestamp = parseTimestamp(time.value, 'seconds');
  const given = readSignatures(header.value);
  if (!timestamp || !given || !standardId.test(id.value)) return refuse('malformed');
  const content = standardContent(id.value, time.value, delivery.body);
  if (!keys.some(key => signedBy(key, content, given))) return refuse('mismatch');
  return withinWindow(timestamp, now, toleranceSeconds) ? { ok: true, timestamp } : refuse('expired');
}

/** One entry of the list, of whatever version. */
const entry = /^[A-Za-z0-9]{1,16},[A-Za-z0-9+/=_-]+$/;

/** Versions we do not know are passed over, so that a sender may add one; `null` when nothing is left. */
function readSignatures(header: string): GivenSignature[] | null {
  const listed = header.split(' ');
  if (listed.length > mostSignatures || !listed.every(each => entry.test(each))) return null;
  const known = listed.map(readSignature).filter(signature => signature !== null);
  return known.length > 0 ? known : null;
}

function readSignature(listed: string): GivenSignature | null {
  const [, version, encoded] = /^(v1a?),([A-Za-z0-9+/]{43,86}={1,2})$/.exec(listed) ?? [];
  const bytes = encoded ? decodeStrict(encoded, 'base64') : null;
  return version && bytes ? { version, bytes } : null;
}

function signedBy(key: StandardKey, content: Buffer, given: readonly GivenSignature[]): boolean {
  const ofVersion = given.filter(({ version }) => version === key.version);
  if (key.version === 'v1a')
    return ofVersion.some(({ bytes }) => verifyEd25519(key.published, content, bytes));
  const expected = createHmac('sha256', key.secret).update(content).digest();
  return ofVersion.some(({ bytes }) => equalBytes(expected, bytes));
}
