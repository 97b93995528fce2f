import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { HubError, notFound } from '#kernel';
import { ProviderRegistry, type WebhookManifest } from '#provider-sdk';
import { installationId } from '#tenancy';
import {
  answerHandshake,
  type Delivery,
  type Handshake,
  type HandshakeAnswer,
  type Pair,
} from '#webhooks/signatures';
import { factsOf, hashOf } from './delivery-facts.js';
import { QuarantineBudget } from './quarantine-budget.js';
import { type Recipient, Recipients, type Signer } from './recipients.js';
import { ReceiptStore } from './receipt-store.js';
import { Tallies } from './tallies.js';
import { SignatureCheck } from './verification.js';

export interface Posted {
  readonly provider: string;
  /** Null at the provider's common address. */
  readonly token: string | null;
  readonly method: string;
  readonly headers: readonly Pair[];
  readonly query: readonly Pair[];
  readonly body: Buffer;
}

interface Arrival extends Posted {
  readonly manifest: WebhookManifest;
  readonly delivery: Delivery;
}

const bodyLimitBytes = 1024 * 1024;

/**
 * The one way in: address → handshake or signature over the raw bytes → time window → stored and committed → answered.
 * Nothing is acknowledged before it is durable, nothing is processed before it is acknowledged, and only a delivery
 * whose signature held becomes `stored`. What cannot be checked for lack of a secret is kept in quarantine *and* refused
 * with 503, so that the vendor brings it again once the secret is there. What was rightly signed but names nobody we
 * know is kept in quarantine and answered 200: another answer would make the vendor switch the address off for all.
 */
@Injectable()
export class Intake {
  constructor(
    private readonly config: Config,
    private readonly registry: ProviderRegistry,
    private readonly recipients: Recipients,
    private readonly check: SignatureCheck,
    private readonly receipts: ReceiptStore,
    private readonly tallies: Tallies,
    private readonly budget: QuarantineBudget,
  ) {}

  /** Null: taken, answer 200 with nothing. */
  async take(posted: Posted): Promise<HandshakeAnswer | null> {
    const manifest = this.manifestOf(posted);
    if (posted.body.length > bodyLimitBytes) {
      throw new HubError('body_too_large', 413, 'A delivery may have one mebibyte.');
    }
    const signers = await this.recipients.signers(posted.provider, posted.token);
    if (!signers) throw notFound('address');
    const arrival = { ...posted, manifest, delivery: this.deliveryOf(posted) };
    const answer = await this.handshake(arrival, signers);
    if (answer && !answer.requiresSignature) return answer;
    if (posted.method !== 'POST') throw notFound('address');
    const signed = await this.verified(arrival, signers);
    if (!answer) await this.store(arrival, signed);
    return answer;
  }

  private manifestOf({ provider, token }: Posted): WebhookManifest {
    const { webhooks } = this.registry.get(provider).manifest;
    const way = token === null ? 'app' : 'subscription';
    if (!webhooks?.routing[way]) throw notFound('address');
    return webhooks;
  }

  private deliveryOf({ provider, token, headers, query, body }: Posted): Delivery {
    const path = token === null ? provider : `${provider}/${token}`;
    return { headers, query, body, url: `${this.config.webhookUrl}/hooks/${path}` };
  }

  private async handshake(arrival: Arrival, signers: readonly Signer[]): Promise<HandshakeAnswer | null> {
    const { manifest, delivery, method } = arrival;
    const possible = manifest.handshakes.filter(handshake => mayBe(handshake, delivery.body));
    if (possible.length === 0) return null;
    const secrets = signers.flatMap(signer => signer.secrets);
    const answer = answerHandshake(possible, { ...delivery, method }, secrets);
    return answer?.keepSecret === undefined || (await this.kept(arrival, signers, answer.keepSecret))
      ? answer
      : null;
  }

  /** Durable before it is acknowledged. Elsewhere than at a subscription's address it is a delivery like any other. */
  private async kept({ provider, token }: Arrival, [signer]: readonly Signer[], secret: string) {
    return token !== null && signer !== undefined
      ? this.recipients.keepSecret(provider, token, signer, secret)
      : false;
  }

  private async verified(arrival: Arrival, signers: readonly Signer[]): Promise<readonly Signer[]> {
    const { manifest, delivery, provider, token } = arrival;
    const first = signers[0]?.fallback ?? nobody;
    let verdict = await this.check.of(manifest, delivery, signers);
    if (!verdict.ok && this.recipients.stale(provider, token)) {
      const anew = (await this.recipients.signers(provider, token)) ?? [];
      verdict = await this.check.of(manifest, delivery, anew);
    }
    if (verdict.ok) return verdict.signers;
    const owner = token === null ? nobody : first;
    if (verdict.reason === 'no_secret') throw await this.unverifiable(arrival, owner);
    this.tallies.count(owner.organizationId, provider, { received: 1, [verdict.reason]: 1 });
    throw verdict.reason === 'late'
      ? new HubError('webhook_late', 401, 'The time in the signature is too far from now.')
      : new HubError('webhook_forged', 401, 'The signature is missing or wrong.');
  }

  private async unverifiable(arrival: Arrival, owner: Recipient): Promise<HubError> {
    const { provider, body, manifest, headers } = arrival;
    if (this.budget.spend(provider, body.length)) {
      // Under another id than the checked delivery will have, so that this one cannot stand in its way.
      const facts = { ...factsOf(manifest, headers, body), deliveryId: `unverified/${hashOf(body)}` };
      await this.receipts.keep(arrival, [owner], { facts, quarantined: 'no_secret' });
    }
    const detail = 'No secret is stored here to check the signature with. Kept aside; send it again later.';
    return new HubError('webhook_secret_missing', 503, detail, { retryable: true, retryAfterSeconds: 300 });
  }

  private async store(arrival: Arrival, signed: readonly Signer[]): Promise<void> {
    const facts = factsOf(arrival.manifest, arrival.headers, arrival.body);
    const found = await Promise.all(signed.map(signer => signer.recipients(facts.accounts)));
    const recipients = uniqueOf(found.flat());
    const fallback = signed[0]?.fallback ?? nobody;
    if (recipients.length > 0) await this.receipts.keep(arrival, recipients, { facts });
    else await this.receipts.keep(arrival, [fallback], { facts, quarantined: 'no_connection' });
  }
}

/** Spares every other delivery the parsing. */
const mayBe = (handshake: Handshake, body: Buffer): boolean =>
  !('when' in handshake) || body.includes(handshake.when.equals);

const nobody: Recipient = {
  organizationId: installationId,
  connectionId: null,
  subscriptionId: null,
  subscription: null,
};

const uniqueOf = (recipients: readonly Recipient[]): Recipient[] => [
  ...new Map(recipients.map(recipient => [recipient.connectionId, recipient])).values(),
];
