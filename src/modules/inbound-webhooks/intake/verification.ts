import { Injectable, Logger } from '@nestjs/common';
import { Clock, HubError } from '#kernel';
import type { WebhookManifest } from '#provider-sdk';
import { type Delivery, type RefusalReason, verifySignature } from '#webhooks/signatures';
import type { Signer } from './recipients.js';
import { SignatureKeys } from './signature-keys.js';

/** `signers` signed it; or nobody known did, for this reason. */
export type Verification =
  | { readonly ok: true; readonly signers: readonly Signer[] }
  | { readonly ok: false; readonly reason: 'forged' | 'late' | 'no_secret' };

const temporary: readonly RefusalReason[] = ['keys_unavailable', 'unverifiable'];

/** Tries each signer's secrets with each scheme that the manifest accepts. */
@Injectable()
export class SignatureCheck {
  private readonly logger = new Logger('webhooks');

  constructor(
    private readonly keys: SignatureKeys,
    private readonly clock: Clock,
  ) {}

  async of(manifest: WebhookManifest, delivery: Delivery, signers: readonly Signer[]): Promise<Verification> {
    const schemes = [manifest.signature, ...(manifest.alternatives ?? [])];
    const env = {
      now: this.clock.now(),
      keys: (url: string, missing?: string) => this.keys.of(url, missing),
    };
    const signed: Signer[] = [];
    const reasons = new Set<RefusalReason>();
    for (const signer of signers.filter(({ secrets }) => secrets.some(Boolean))) {
      for (const scheme of schemes) {
        const verdict = await verifySignature(scheme, delivery, signer.secrets, env);
        if (verdict.ok) signed.push(signer);
        else reasons.add(verdict.reason);
        if (!verdict.ok && verdict.cause) this.logger.warn({ err: verdict.cause }, 'signature not checked');
        if (verdict.ok) break;
      }
    }
    return signed.length > 0 ? { ok: true, signers: signed } : refusal(reasons);
  }
}

const refusal = (reasons: ReadonlySet<RefusalReason>): Verification => {
  if (temporary.some(reason => reasons.has(reason))) {
    const detail = 'The signature cannot be checked right now. Try again soon.';
    throw new HubError('unavailable', 503, detail, { retryable: true, retryAfterSeconds: 30 });
  }
  if (reasons.size === 0 || reasons.has('no_secret')) return { ok: false, reason: 'no_secret' };
  return { ok: false, reason: reasons.has('expired') ? 'late' : 'forged' };
};
