import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  readStandardKey,
  signContent,
  type StandardKey,
  standardContent,
  standardId,
} from './standard-keys.js';

export interface StandardMessage {
  /** The same over all attempts; the receiver knows a repetition by it. */
  readonly id: string;
  /** Of this attempt. */
  readonly timestamp: Date;
  /** The very bytes that are sent. */
  readonly body: Buffer;
  /** `whsec_…` and `whsk_…`, all valid ones; each adds a signature. */
  readonly secrets: readonly string[];
}

export interface StandardHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

export interface SigningKeyPair {
  /** `whsk_…`: kept in the vault, signs. */
  readonly secretKey: string;
  /** `whpk_…`: given to the receiver, verifies. */
  readonly publicKey: string;
}

/** 32 random bytes; the specification asks for 24 to 64. */
export const newSigningSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Ed25519; the secret key is the seed followed by the public key, as the published servers write it. */
export function newSigningKeyPair(): SigningKeyPair {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const published = Buffer.from(x, 'base64url');
  const both = Buffer.concat([Buffer.from(d, 'base64url'), published]);
  return { secretKey: `whsk_${both.toString('base64')}`, publicKey: `whpk_${published.toString('base64')}` };
}

/** Throws for an id that cannot be signed safely and for a secret that is no signing key: both are defects of ours. */
export function signStandard(message: StandardMessage): StandardHeaders {
  if (!standardId.test(message.id)) throw new TypeError('A webhook id is visible ASCII without a full stop');
  const timestamp = String(Math.floor(message.timestamp.getTime() / 1000));
  const content = standardContent(message.id, timestamp, message.body);
  const signatures = keysOf(message.secrets).map(key => signWith(key, content));
  if (signatures.length === 0) throw new TypeError('A webhook is not sent unsigned');
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

/** A list of secrets signs many messages; reading the keys takes as long as signing with them. */
const known = new WeakMap<readonly string[], readonly (StandardKey | null)[]>();

function keysOf(secrets: readonly string[]): readonly (StandardKey | null)[] {
  const keys = known.get(secrets) ?? secrets.map(readStandardKey);
  known.set(secrets, keys);
  return keys;
}

function signWith(key: StandardKey | null, content: Buffer): string {
  const signature = key && signContent(key, content);
  // The secret itself is not named: errors are logged.
  if (!signature) throw new TypeError('A signing secret is neither whsec_ nor whsk_');
  return signature;
}
