import { createHash } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { JWTPayload } from 'jose';
import { Clock, newId } from '#kernel';
import { Accounts } from '../accounts/accounts.service.js';
import { LoginTrail } from '../login-trail.js';
import { freshMs } from '../sessions/session-policy.js';
import { Sessions } from '../sessions/sessions.service.js';
import { derived, hashToken, isToken, newToken } from '../token.js';
import { IdentityProvider } from './identity-provider.js';
import { SsoAttempt } from './sso-attempt.entity.js';
import { SsoPeople } from './sso-people.service.js';
import { SsoRefusal } from './sso-refusal.js';
import { SsoSettings } from './sso-settings.service.js';

const attemptMs = 10 * 60_000;
const system = { kind: 'system', id: 'login' } as const;

export interface SsoAnswer {
  readonly state: string | undefined;
  readonly code: string | undefined;
  readonly iss: string | undefined;
}

/** Authorization code with PKCE, state and nonce, all three bound to the browser that began. */
@Injectable()
export class SsoFlow {
  constructor(
    private readonly accounts: Accounts,
    private readonly settings: SsoSettings,
    private readonly provider: IdentityProvider,
    private readonly people: SsoPeople,
    private readonly sessions: Sessions,
    private readonly trail: LoginTrail,
    private readonly clock: Clock,
    private readonly em: EntityManager,
  ) {}

  /** Inside the organization: where to send the browser. */
  async begin(organizationId: string, browser: string, isConfirmation: boolean): Promise<string> {
    const connection = await this.settings.find();
    const found = await this.provider.discover(connection.issuer);
    const state = newToken();
    const createdAt = this.clock.now();
    await this.em.transactional(async em => {
      await em.nativeDelete(SsoAttempt, { expiresAt: { $lte: createdAt } });
      em.create(SsoAttempt, {
        ...{
          id: newId(),
          organizationId,
          stateHash: state.hash,
          browserHash: hashToken(browser),
          isConfirmation,
        },
        ...{ createdAt, expiresAt: new Date(createdAt.getTime() + attemptMs) },
      });
      await em.flush();
    });
    const url = new URL(found.authorization_endpoint);
    const parameters = {
      response_type: 'code',
      client_id: connection.clientId,
      redirect_uri: this.settings.redirectUri(organizationId),
      scope: 'openid email profile',
      state: state.plain,
      nonce: nonceOf(browser, state.plain),
      code_challenge: createHash('sha256').update(verifierOf(browser, state.plain)).digest('base64url'),
      code_challenge_method: 'S256',
      ...(isConfirmation ? { prompt: 'login', max_age: '0' } : {}),
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url.href;
  }

  /** Inside the organization: the token of a session. Every refusal is in the organization's trail. */
  async finish(organizationId: string, browser: string | null, answer: SsoAnswer): Promise<string> {
    try {
      return await this.admitted(organizationId, browser, answer);
    } catch (error) {
      const reason = error instanceof SsoRefusal ? error.reason : 'failure';
      const details = { method: 'sso', reason };
      await this.trail.note(organizationId, 'login.failed', {
        accountId: 'unknown',
        outcome: 'failure',
        details,
      });
      throw error;
    }
  }

  private async admitted(organizationId: string, browser: string | null, answer: SsoAnswer): Promise<string> {
    const { state, code, iss } = answer;
    const attempt = await this.use(state, browser);
    if (!code || !browser || !state) throw new SsoRefusal('denied');
    const connection = await this.settings.find();
    const found = await this.provider.discover(connection.issuer);
    // https://www.rfc-editor.org/rfc/rfc9207#section-2.4
    const mustName = found.authorization_response_iss_parameter_supported;
    if (iss === undefined ? mustName : iss !== connection.issuer) throw new SsoRefusal('issuer');
    const client = await this.settings.clientOf(connection);
    const redirectUri = this.settings.redirectUri(organizationId);
    const codeVerifier = verifierOf(browser, state);
    const idToken = await this.provider.exchange(found, client, { code, codeVerifier, redirectUri });
    const expected = { ...client, nonce: nonceOf(browser, state) };
    const payload = await this.provider.verify(idToken, found, expected);
    const authenticatedAt = this.authenticatedAt(payload, attempt);
    return this.accounts.within(organizationId, system, async em => {
      const account = await this.people.admit(em, connection, payload);
      const facts = { method: 'sso', awaitsTotp: false, authenticatedAt, actsIn: organizationId } as const;
      const token = await this.sessions.open(account, facts);
      await this.trail.record('login.succeeded', account.id, { details: { method: 'sso' } });
      return token;
    });
  }

  /** Deleted before anything else is done, so that it works once, whoever comes with it. */
  private async use(state: string | undefined, browser: string | null): Promise<SsoAttempt> {
    if (!isToken(state)) throw new SsoRefusal('state');
    const attempt = await this.em.transactional(async em => {
      const found = await em.findOne(SsoAttempt, { stateHash: hashToken(state) });
      const deleted = found ? await em.nativeDelete(SsoAttempt, { id: found.id }) : 0;
      return deleted === 1 ? found : null;
    });
    if (!attempt || attempt.expiresAt <= this.clock.now()) throw new SsoRefusal('state');
    if (!browser || hashToken(browser) !== attempt.browserHash) throw new SsoRefusal('browser');
    return attempt;
  }

  /** When the person last proved it to the provider. One that does not say may have remembered an old login. */
  private authenticatedAt(payload: JWTPayload, attempt: SsoAttempt): Date {
    const now = this.clock.now().getTime();
    const said = payload['auth_time'];
    const at = typeof said === 'number' ? Math.min(now, said * 1000) : now - freshMs - 1;
    const isStale = at < attempt.createdAt.getTime() - 60_000;
    if (attempt.isConfirmation && isStale) throw new SsoRefusal('not_confirmed');
    return new Date(at);
  }
}

const nonceOf = (browser: string, state: string): string => derived(browser, `nonce ${state}`);
/** 43 characters of base64url: https://www.rfc-editor.org/rfc/rfc7636#section-4.1 */
const verifierOf = (browser: string, state: string): string => derived(browser, `verifier ${state}`);
