import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { Clock, newId, runInContext } from '#kernel';
import type { WebhookManifest } from '#provider-sdk';
import type { Pair } from '#webhooks/signatures';
import { bodyPlace, bodyToText } from '../sealed-body.js';
import type { DeliveryFacts } from './delivery-facts.js';
import { keptHeaders } from './kept-headers.js';
import { LaneWaker } from './lane-waker.js';
import { type NewReceipt, ReceiptWriter } from './receipt-writer.js';
import type { Recipient } from './recipients.js';
import { Tallies } from './tallies.js';

export interface Keepable {
  readonly provider: string;
  readonly manifest: WebhookManifest;
  readonly headers: readonly Pair[];
  readonly body: Buffer;
}

export interface Reading {
  readonly facts: DeliveryFacts;
  /** Why it may not be processed. */
  readonly quarantined?: 'no_secret' | 'no_connection';
}

/** Seals and commits what arrived, counts it, and has what is new processed. */
@Injectable()
export class ReceiptStore {
  constructor(
    private readonly writer: ReceiptWriter,
    private readonly vault: Vault,
    private readonly tallies: Tallies,
    private readonly waker: LaneWaker,
    private readonly clock: Clock,
  ) {}

  /** One receipt for each recipient; resolves when all are committed. */
  async keep(delivery: Keepable, recipients: readonly Recipient[], reading: Reading): Promise<void> {
    const receipts = recipients.map(recipient => this.receipt(delivery, recipient, reading));
    await this.write(await Promise.all(receipts));
  }

  private async write(receipts: readonly NewReceipt[]): Promise<void> {
    const outcomes = await Promise.all(receipts.map(receipt => this.writer.store(receipt)));
    outcomes.forEach((outcome, index) => {
      const receipt = receipts[index];
      if (!receipt) return;
      this.tallies.count(receipt.organizationId, receipt.provider, {
        received: 1,
        ...(receipt.verified ? { verified: 1 } : {}),
        ...(outcome === 'duplicate' ? { duplicate: 1 } : {}),
        ...(outcome === 'new' && receipt.status === 'quarantined' ? { quarantined: 1 } : {}),
      });
      if (outcome === 'new' && receipt.connectionId && receipt.status === 'stored') {
        this.waker.wake(receipt.organizationId, receipt.connectionId);
      }
    });
  }

  private async receipt(
    { provider, manifest, headers, body }: Keepable,
    recipient: Recipient,
    { facts, quarantined }: Reading,
  ): Promise<NewReceipt> {
    const id = newId();
    return {
      id,
      organizationId: recipient.organizationId,
      connectionId: recipient.connectionId,
      subscriptionId: recipient.subscriptionId,
      subscription: recipient.subscription,
      provider,
      deliveryId: facts.deliveryId,
      eventType: facts.eventType,
      verified: quarantined !== 'no_secret',
      headers: keptHeaders(manifest, headers),
      body: await this.sealed(recipient.organizationId, id, body),
      size: body.length,
      status: quarantined ? 'quarantined' : 'stored',
      error: quarantined ?? null,
      receivedAt: this.clock.now(),
      occurredAt: facts.occurredAt,
    };
  }

  private sealed(organizationId: string, receiptId: string, body: Buffer): Promise<Buffer> {
    const actor = { kind: 'system', id: 'webhooks.intake' } as const;
    const context = { requestId: receiptId, actor, organizationId, address: null, userAgent: null };
    return runInContext(context, () => this.vault.seal(bodyToText(body), bodyPlace(receiptId)));
  }
}
