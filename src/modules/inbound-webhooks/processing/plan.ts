import type { IntegrationProvider, RemoteEvent, VerifiedReceipt } from '#provider-sdk';
import { parseBody } from '../intake/delivery-facts.js';
import type { WaitingReceipt } from './waiting-receipts.js';

export interface Planned {
  readonly receipt: WaitingReceipt;
  readonly events: readonly RemoteEvent[];
  /** Why nothing will be done; null: something will. */
  readonly ignoredFor: 'filtered' | 'no_event' | null;
}

/** What a provider makes of a receipt. Pure, so a failure here is one of the provider's code. */
export const planOf = (
  provider: IntegrationProvider,
  receipt: WaitingReceipt,
  body: Buffer,
): readonly RemoteEvent[] => {
  const headers = Object.entries(receipt.headers);
  const verified: VerifiedReceipt = {
    id: receipt.id,
    eventType: receipt.eventType,
    headers: receipt.headers,
    body: parseBody(provider.manifest.webhooks ?? {}, headers, body),
    text: body.toString('utf8'),
    subscription: receipt.subscription ?? null,
    receivedAt: receipt.receivedAt,
  };
  return provider.parseWebhook?.(verified) ?? [];
};

/** `issues.*` is everything below `issues.`; `*` everything. */
export const isFiltered = (eventType: string, patterns: readonly string[]): boolean =>
  patterns.some(pattern =>
    pattern.endsWith('*') ? eventType.startsWith(pattern.slice(0, -1)) : pattern === eventType,
  );
