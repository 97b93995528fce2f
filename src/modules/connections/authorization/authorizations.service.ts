import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Audit } from '#audit';
import { Vault } from '#crypto';
import { Integration, missingApp, OAuthClients } from '#integrations';
import { Clock, currentOrganization, HubError, newId } from '#kernel';
import { ProviderSessions } from '../provider-sessions.js';
import type { TokenParty } from '../credentials/endpoint-call.js';
import { TokenEndpoint } from '../credentials/token-endpoint.js';
import type { KeptAgreement } from './agreement.js';
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

interface Person {
  /** The secret in the cookie of their browser. */
  readonly browser: string;
  readonly agreement: KeptAgreement;
}

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

  /** Where to send the browser of who agreed. */
  async start(session: ConnectSession, integration: Integration, person: Person): Promise<string> {
    const party = await this.sessions.party({
      integrationId: integration.id,
      provider: integration.provider,
      settings: session.settings,
    });
    const redirectUri = this.clients.redirectUri(integration.provider);
    const start = (verifier: string | null) =>
      this.persist(session, { ...person, provider: integration.provider, redirectUri, verifier });
    if (session.method === 'installation') return installUrl(party, await start(null));
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
    attempt: Person & { provider: string; redirectUri: string; verifier: string | null },
  ): Promise<string> {
    const id = newId();
    const state = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const verifier = attempt.verifier ? await this.vault.seal(attempt.verifier, placeOf(id)) : null;
    await this.em.transactional(async em => {
      await forgetAgreements(em, now);
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
          agreement: attempt.agreement,
          createdAt: now,
          expiresAt: new Date(now.getTime() + lifetimeMs),
        }),
      );
      await em.flush();
      await this.audit.record({
        action: 'authorization.started',
        target: { type: 'connect_session', id: session.id },
        details: { provider: attempt.provider, method: session.method, scopes: session.scopes },
      });
    });
    return state;
  }

  async refuse(id: string, reason: string, problem = invalidState()): Promise<never> {
    await this.em.transactional(() =>
      this.audit.record({
        action: 'authorization.refused',
        target: { type: 'authorization', id },
        outcome: 'refused',
        details: { reason },
      }),
    );
    throw problem;
  }
}

/** Nobody comes back with these, and nothing was agreed to without a connection. */
const forgetAgreements = (em: EntityManager, now: Date): Promise<number> =>
  em.nativeUpdate(
    Authorization,
    { agreement: { $ne: null }, $or: [{ consumedAt: { $ne: null } }, { expiresAt: { $lte: now } }] },
    { agreement: null },
  );

/**
 * The vendor asks for the person's authorization while they install, on its own address: PKCE has no place there. The
 * code is bound by the state and the browser alone, and used only to verify the installation (RFC 9700 §2.1.1).
 */
const installUrl = ({ auth, client, manifest }: TokenParty, state: string): string => {
  if (!auth.installation || !client.app) throw missingApp(manifest.key);
  const url = new URL(auth.installation.installUrl.replaceAll('{slug}', encodeURIComponent(client.app.slug)));
  url.searchParams.set('state', state);
  return url.href;
};

export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Says the same for every reason, so that an attacker learns nothing. */
export const invalidState = (): HubError =>
  new HubError(
    'authorization_invalid',
    400,
    'This sign-in cannot be finished here: it expired, was used already, or began in another browser. Begin again.',
  );

const placeOf = (rowId: string) => ({
  table: 'authorization_attempt',
  rowId,
  field: 'code_verifier',
  version: 1,
});
