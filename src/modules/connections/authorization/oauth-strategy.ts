import { Strategy } from 'passport-oauth2';
import type {
  Metadata,
  StateStoreStoreCallback,
  StateStoreVerifyCallback,
  StrategyOptions,
  VerifyCallback,
} from 'passport-oauth2';
import type { TokenParty } from '../credentials/endpoint-call.js';
import type { TokenResponse } from '../credentials/token-response.js';
import { splitScopes } from './granted-scopes.js';

/** What the strategy asks of us: keep the state of an attempt, and trade its code. */
export interface AttemptHooks {
  /** Persists the attempt and answers the `state` to send. */
  start(codeVerifier: string | null): Promise<string>;
  /** The verifier of the attempt that this callback consumed. */
  readonly codeVerifier: string | null;
  exchange(code: string): Promise<TokenResponse>;
}

export interface BrowserRequest {
  readonly query: Readonly<Record<string, unknown>>;
}

export type StrategyOutcome =
  | { readonly kind: 'redirect'; readonly url: string }
  | { readonly kind: 'granted'; readonly token: TokenResponse }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * passport-oauth2 builds and checks the authorization request (state, PKCE); one instance per request, because every
 * organization brings its own client. The token request does not go through passport's own HTTP stack, which has no
 * time-out, no address guard and one dialect only, but through the hub's.
 */
class AttemptStrategy extends Strategy {
  private readonly extra: Readonly<Record<string, string>>;

  constructor(party: TokenParty, redirectUri: string, hooks: AttemptHooks, userScopes: readonly string[]) {
    let token: TokenResponse | undefined;
    const verified = (_access: string, _refresh: string, _profile: unknown, done: VerifyCallback): void =>
      done(null, token);
    super(optionsOf(party, redirectUri, hooks), verified);
    const exchange = (code: string, _parameters: unknown, done: TokenCallback): void => {
      hooks.exchange(code).then(
        answer => {
          token = answer;
          done(null, answer.accessToken, answer.refreshToken, {});
        },
        (error: unknown) => done({ data: error }),
      );
    };
    Object.assign(this._oauth2, { getOAuthAccessToken: exchange });
    this.extra = { ...party.auth.authorizeParams, ...userScopeParam(party, userScopes) };
  }

  /** A copy: passport writes the attempt's own parameters into what it is given. */
  override authorizationParams(): object {
    return { ...this.extra };
  }

  /** Ours are no HTTP bodies: hand the error through as it is. */
  protected _createOAuthError(_message: string, failure: { data?: unknown }): unknown {
    return failure.data ?? failure;
  }
}

/** The person's own token has scopes of its own, in a parameter of its own. */
const userScopeParam = ({ auth }: TokenParty, scopes: readonly string[]): Record<string, string> =>
  auth.userToken && scopes.length > 0
    ? { [auth.userToken.scopeParam]: scopes.join(auth.scopeSeparator) }
    : {};

type TokenCallback = (error: unknown, access?: string, refresh?: string | null, results?: object) => void;

const optionsOf = (party: TokenParty, redirectUri: string, hooks: AttemptHooks) =>
  ({
    authorizationURL: party.auth.authorizeUrl,
    tokenURL: party.auth.tokenUrl,
    clientID: party.client.id,
    clientSecret: party.client.secret,
    callbackURL: redirectUri,
    scopeSeparator: party.auth.scopeSeparator,
    pkce: party.auth.pkce === 'S256',
    state: true,
    store: storeOf(hooks),
    skipUserProfile: true,
  }) as unknown as StrategyOptions;

/** The arity of these functions is passport-oauth2's contract. */
const storeOf = (hooks: AttemptHooks) => ({
  store(
    _req: unknown,
    verifier: unknown,
    _state: unknown,
    _meta: Metadata,
    done: StateStoreStoreCallback,
  ): void {
    hooks.start(typeof verifier === 'string' ? verifier : null).then(
      state => done(null, state),
      (error: unknown) => done(error as Error, undefined),
    );
  },
  verify(_req: unknown, _state: string, _meta: Metadata, done: StateStoreVerifyCallback): void {
    done(null, (hooks.codeVerifier ?? true) as boolean, undefined);
  },
});

/** Runs one step of the flow and settles with its outcome; passport speaks by callbacks on the strategy. */
export const runStrategy = (
  party: TokenParty,
  redirectUri: string,
  hooks: AttemptHooks,
  request: BrowserRequest,
  scopes: readonly string[],
): Promise<StrategyOutcome> =>
  new Promise((resolve, reject) => {
    const { app, user } = splitScopes(scopes);
    const strategy = new AttemptStrategy(party, redirectUri, hooks, user);
    Object.assign(strategy, {
      redirect: (url: string) => resolve({ kind: 'redirect', url }),
      success: (token: TokenResponse) => resolve({ kind: 'granted', token }),
      fail: (info?: { message?: string }) => resolve({ kind: 'refused', reason: info?.message ?? 'refused' }),
      error: reject,
    });
    strategy.authenticate(request as never, { scope: app });
  });
