import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Clock, ProviderError } from '#kernel';
import { Credentials, type NewCredential, type OpenedCredential } from './credentials.service.js';
import type { OAuthSecret } from './secret.js';
import { TokenEndpoint, type TokenParty } from './token-endpoint.js';
import type { TokenResponse } from './token-response.js';

/*
 * Refresh: lease with a fencing number on the credential row → call the vendor outside any transaction → compare and
 * set. Whoever finds the lease taken waits and reads again, so an expiry costs one call however many processes ask.
 *
 *   fresh enough ─────────────────────────────► use it
 *   expiring ── lease ──► call ──► persisted ─► use the new one
 *        │        └ taken ─► wait ─► read again (or use the old one while it still lives)
 *        └ invalid_grant ─► read again: replaced meanwhile? use that : ask once more ─► auth_expired
 */
const aheadMs = 60_000;
const leaseSeconds = 30;
const pollMs = 50;
/** `invalid_grant` counts when the vendor says it so often. */
const confirmations = 2;

export interface Wish {
  readonly refusedVersion?: number;
  readonly aheadMs?: number;
}

@Injectable()
export class Refresher {
  constructor(
    private readonly credentials: Credentials,
    private readonly endpoint: TokenEndpoint,
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
    if (!opened.expiresAt || !opened.refreshable || opened.version > first) return 'none';
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
    const secret = opened.secret as OAuthSecret;
    try {
      const answer = await this.call(opened, await party(), secret);
      if (answer) await this.credentials.replace(opened, fence, renewed(secret, answer, this.clock.now()));
      else await this.credentials.releaseLease(opened.connectionId, fence);
      return null;
    } catch (error) {
      await this.credentials.releaseLease(opened.connectionId, fence);
      throw error;
    }
  }

  /** null when the token was replaced while we asked (somebody reconnected): then the caller reads again. */
  private async call(
    opened: OpenedCredential,
    party: TokenParty,
    secret: OAuthSecret,
  ): Promise<TokenResponse | null> {
    for (let asked = 1; ; asked++) {
      try {
        return await this.endpoint.refresh(party, secret.refreshToken ?? '');
      } catch (error) {
        if (!(error instanceof ProviderError) || error.providerCode !== 'auth_expired') throw error;
        const now = await this.credentials.open(opened.connectionId);
        if (now.version !== opened.version) return null;
        if (asked === confirmations) throw error;
      }
    }
  }
}

/** The old token while it lives, when the vendor is merely away; null: nothing to fall back on. */
const oldWhilePassing =
  (old: OpenedCredential | null) =>
  (error: unknown): OpenedCredential => {
    if (old && error instanceof ProviderError && error.providerCode !== 'auth_expired') return old;
    throw error;
  };

/** Vendors that do not rotate leave the refresh token out: the old one stays (RFC 6749 §6). */
const renewed = (old: OAuthSecret, answer: TokenResponse, now: Date): NewCredential => ({
  secret: {
    kind: 'oauth2',
    accessToken: answer.accessToken,
    refreshToken: answer.refreshToken ?? old.refreshToken,
    tokenType: answer.tokenType,
  },
  expiresAt: expiryOf(answer, now),
  refreshable: true,
});

export const expiryOf = (answer: TokenResponse, now: Date): Date | null =>
  answer.expiresInSeconds === null ? null : new Date(now.getTime() + answer.expiresInSeconds * 1000);
