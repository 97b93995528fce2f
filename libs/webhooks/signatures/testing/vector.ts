import type { Delivery, Pair } from '../delivery.js';
import type { SignatureScheme } from '../scheme.js';

/**
 * One genuine delivery of every family. Where the vendor publishes a vector it is that one; the other signatures were
 * computed with the openssl command above each, never with the code under test.
 */
export interface Vector {
  readonly name: string;
  readonly scheme: SignatureScheme;
  readonly secret: string;
  readonly delivery: Delivery;
  readonly now: Date;
}

// S='shared-secret-7Qm'; B='{"event":"task.updated","id":"42","note":"é"}'; U='https://hub.example/hooks/whk_123'
export const sharedSecret = 'shared-secret-7Qm';
export const body = '{"event":"task.updated","id":"42","note":"é"}';
export const address = 'https://hub.example/hooks/whk_123';
export const at = (seconds: number): Date => new Date(seconds * 1000);
export const now = at(1_700_000_010);

export const deliveryOf = (headers: readonly Pair[], text: string): Delivery => ({
  headers,
  body: Buffer.from(text),
  url: address,
  query: [],
});
