import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Clock, ProviderError } from '#kernel';
import { Credentials, type NewCredential, type OpenedCredential } from './credentials.service.js';
import type { TokenParty } from './endpoint-call.js';
import { Renewal } from './renewal.service.js';
import type { Secret } from './secret.js';

/*
 * Refresh: lease with a fencing number on the credential row → call the vendor outside any transaction → compare and
 * set. Whoever finds the lease taken waits and reads again, so an expiry costs one call however many processes ask.
 *
 *   fresh enough ─────────────────────────────► use it
 *   expiring ── lease ──► call ──► persisted ─► use the new one
 *        │        └ taken ─► wait ─► read again (or use the old one while it still lives)
 *        └ invalid_grant ─► read again: replaced meanwhile? use that : ask once more ─► auth_expired
 *
 * A credential with two tokens is renewed one after the other under the same lease, each stored before the next call.
 */
const aheadMs = 60_000;
const leaseSeconds = 30;
const pollMs = 50;

export interface Wish {
  readonly refusedVersion?: number;
  readonly aheadMs?: number;
}

@Injectable()
export class Refresher {
  constructor(
    private readonly credentials: Credentials,
    private readonly renewal: Renewal,
    private readonly clock: Clock,
  ) {}

  /**
   * A credential that should work now. `refusedVersion` is one that the provider answered 401 to; `aheadMs` how early
   * to renew. Throws ProviderError: `auth_expired` only when the vendor confirmed that the grant is gone.
   */
  async usable(
    connectionId: string,
    party: () => Promise<TokenParty>,
    wish: Wish = {},
  ): Promise<OpenedCredential> {
    // Longer than a lease, so that the waiters outlive a refresher that was killed and one of them takes over.
    const attempts = ((leaseSeconds + 10) * 1000) / pollMs;
    let first: number | undefined;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const opened = await this.credentials.open(connectionId);
      first ??= opened.version;
      const need = this.need(opened, wish, first);
      if (need === 'none') return opened;
      if (need === 'impossible')
        throw new ProviderError('auth_expired', 'The credential was refused and cannot be renewed.');
      const fence = await this.credentials.lease(connectionId, opened.version, leaseSeconds);
      if (fence !== null) {
        const old = need === 'soon' && wish.aheadMs === undefined ? opened : null;
        const stillGood = await this.refresh(opened, party, fence).catch(oldWhilePassing(old));
        if (stillGood) return stillGood;
      } else if (need === 'soon') return opened;
      else await sleep(pollMs);
    }
    throw new ProviderError('temporary', 'Another process is renewing this credential and did not finish.');
  }

  /** A version that came while we asked is good, however short the vendor made its life. */
  private need(opened: OpenedCredential, wish: Wish, first: number): 'none' | 'soon' | 'now' | 'impossible' {
    if (wish.refusedVersion === opened.version) return opened.refreshable ? 'now' : 'impossible';
    const came = opened.version > first && !isPartial(opened.secret);
    if (!opened.expiresAt || !opened.refreshable || came) return 'none';
    const left = opened.expiresAt.getTime() - this.clock.now().getTime();
    const half = (opened.expiresAt.getTime() - opened.obtainedAt.getTime()) / 2;
    if (left > Math.min(wish.aheadMs ?? aheadMs, half)) return 'none';
    return left > Math.min(5_000, half / 2) ? 'soon' : 'now';
  }

  private async refresh(
    opened: OpenedCredential,
    party: () => Promise<TokenParty>,
    fence: string,
  ): Promise<null> {
    try {
      const asked = await party();
      const next = await this.renewal.next(opened, asked);
      if (!next) await this.credentials.releaseLease(opened.connectionId, fence);
      else if (await this.persist(opened, fence, next)) {
        const stored = { ...opened, ...next, version: opened.version + 1 };
        return await this.refresh(stored, () => Promise.resolve(asked), fence);
      }
      return null;
    } catch (error) {
      await this.credentials.releaseLease(opened.connectionId, fence);
      throw error;
    }
  }

  /** Whether another token is to be renewed under this lease. */
  private async persist(opened: OpenedCredential, fence: string, next: NewCredential): Promise<boolean> {
    const more = isPartial(next.secret);
    const stored = await this.credentials.replace(opened, fence, next, more);
    return stored && more && this.credentials.extendLease(opened.connectionId, fence, leaseSeconds);
  }
}

const isPartial = (secret: Secret): boolean => secret.kind === 'oauth2' && secret.owed !== undefined;

/** The old token while it lives, when the vendor is merely away; null: nothing to fall back on. */
const oldWhilePassing =
  (old: OpenedCredential | null) =>
  (error: unknown): OpenedCredential => {
    if (old && error instanceof ProviderError && error.providerCode !== 'auth_expired') return old;
    throw error;
  };
