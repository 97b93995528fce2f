import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Audit } from '#audit';
import { Vault } from '#crypto';
import { Integration, OAuthClients } from '#integrations';
import { Clock, currentOrganization, HubError, newId } from '#kernel';
import { ProviderSessions } from '../provider-sessions.js';
import { TokenEndpoint, type TokenParty } from '../credentials/token-endpoint.js';
import { Authorization } from './authorization.entity.js';
import type { ConnectSession } from './connect-session.entity.js';
import { runStrategy, type StrategyOutcome } from './oauth-strategy.js';

/*
 * An authorization is `started` when the browser leaves for the vendor and `consumed` by the first callback that names
 * its state, whatever comes of it; ten minutes later it is `expired`. It is bound to the organization, the integration,
 * the connect session and the browser that started it, and consumed before the token request is made, so that a replay
 * can never reach the vendor (RFC 9700 §2.1, §4.5, §4.7).
 */
const lifetimeMs = 10 * 60_000;

@Injectable()
export class Authorizations {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly sessions: ProviderSessions,
    private readonly clients: OAuthClients,
    private readonly endpoint: TokenEndpoint,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Where to send the browser. `browser` is the secret in its cookie. */
  async start(session: ConnectSession, integration: Integration, browser: string): Promise<string> {
    const party = await this.sessions.party({
      integrationId: integration.id,
      provider: integration.provider,
    });
    const redirectUri = this.clients.redirectUri(integration.provider);
    const start = (verifier: string | null) =>
      this.persist(session, { provider: integration.provider, redirectUri, browser, verifier });
    const hooks = { start, codeVerifier: null, exchange: () => Promise.reject(new Error('no code yet')) };
    const outcome = await runStrategy(party, redirectUri, hooks, { query: {} }, session.scopes);
    if (outcome.kind !== 'redirect') throw new Error('passport-oauth2 did not redirect');
    return outcome.url;
  }

  /** Consumes the state; throws when it is unknown here, used, expired, another provider's or another browser's. */
  async consume(id: string, provider: string, browser: string | undefined): Promise<Authorization> {
    const attempt = await this.em.transactional(async em => {
      const rows: { id: string }[] = await em.execute(
        `update authorization_attempt set consumed_at = ?
         where id = ? and consumed_at is null and expires_at > ? returning id`,
        [this.clock.now(), id, this.clock.now()],
      );
      return rows.length === 1 ? em.findOneOrFail(Authorization, { id }) : null;
    });
    if (!attempt) return this.refuse(id, 'used or expired');
    if (attempt.provider !== provider) return this.refuse(id, 'answer of another provider');
    if (!browser || !timingSafeEqual(attempt.browserHash, hashOf(browser)))
      return this.refuse(id, 'another browser');
    return attempt;
  }

  /** Trades the code of a consumed authorization. */
  async finish(
    attempt: Authorization,
    party: TokenParty,
    query: Readonly<Record<string, unknown>>,
  ): Promise<StrategyOutcome> {
    const { issuer } = party.auth;
    if (issuer !== undefined && query['iss'] !== issuer)
      return this.refuse(attempt.id, 'wrong issuer (RFC 9207)');
    if (typeof query['error'] === 'string') return { kind: 'refused', reason: query['error'] };
    if (typeof query['code'] !== 'string' || query['code'] === '')
      return this.refuse(attempt.id, 'no single code');
    const codeVerifier = attempt.codeVerifier
      ? await this.vault.open(attempt.codeVerifier, placeOf(attempt.id))
      : null;
    const { redirectUri } = attempt;
    const hooks = {
      start: () => Promise.reject(new Error('already started')),
      codeVerifier,
      exchange: (code: string) => this.endpoint.exchange(party, { code, redirectUri, codeVerifier }),
    };
    return runStrategy(party, redirectUri, hooks, { query }, attempt.scopes);
  }

  private async persist(
    session: ConnectSession,
    attempt: { provider: string; redirectUri: string; browser: string; verifier: string | null },
  ): Promise<string> {
    const id = newId();
    const state = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const verifier = attempt.verifier ? await this.vault.seal(attempt.verifier, placeOf(id)) : null;
    await this.em.transactional(async em => {
      em.persist(
        em.create(Authorization, {
          id,
          organizationId: currentOrganization(),
          connectSessionId: session.id,
          provider: attempt.provider,
          stateHash: hashOf(state),
          browserHash: hashOf(attempt.browser),
          codeVerifier: verifier,
          redirectUri: attempt.redirectUri,
          scopes: [...session.scopes],
          createdAt: now,
          expiresAt: new Date(now.getTime() + lifetimeMs),
        }),
      );
      await em.flush();
      await this.audit.record({
        action: 'authorization.started',
        target: { type: 'connect_session', id: session.id },
        details: { provider: attempt.provider, scopes: session.scopes },
      });
    });
    return state;
  }

  private async refuse(id: string, reason: string): Promise<never> {
    await this.em.transactional(() =>
      this.audit.record({
        action: 'authorization.refused',
        target: { type: 'authorization', id },
        outcome: 'refused',
        details: { reason },
      }),
    );
    throw invalidState();
  }
}

export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Says the same for every reason, so that an attacker learns nothing. */
export const invalidState = (): HubError =>
  new HubError(
    'authorization_invalid',
    400,
    'This sign-in cannot be finished here: it expired, was used already, or began in another browser. Open the link again.',
  );

const placeOf = (rowId: string) => ({
  table: 'authorization_attempt',
  rowId,
  field: 'code_verifier',
  version: 1,
});
