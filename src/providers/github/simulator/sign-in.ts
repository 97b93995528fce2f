import type { Clock } from '#kernel';
import {
  AuthorizationServer,
  type SimulatedClient,
  type SimulatedPerson,
  type SimulatorReply,
  type SimulatorRequest,
  type SimulatorServer,
} from '#provider-sdk/simulator';
import { refusal } from './refusal.js';

export interface SignInOptions {
  readonly clock: Clock;
  readonly people: readonly [SimulatedPerson, ...SimulatedPerson[]];
  readonly clients?: readonly SimulatedClient[];
}

const inner = { token: '/-/token', revoke: '/-/revoke' };
const endless = 100 * 365 * 86_400;
const authorize = '/login/oauth/authorize';

/** https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors */
const names: Readonly<Record<string, string>> = {
  invalid_client: 'incorrect_client_credentials',
  invalid_grant: 'bad_verification_code',
};

/** GitHub's own way of OAuth: errors with status 200, answers as a form unless JSON is asked for, scopes with commas. */
export class SignIn {
  readonly accounts: AuthorizationServer;
  /** Clients whose grant was ended, each time. */
  readonly grantsEnded: string[] = [];
  #kind: 'oauth-app' | 'github-app' = 'oauth-app';

  constructor(private readonly options: SignInOptions) {
    this.accounts = new AuthorizationServer({
      title: 'Sign in to GitHub (simulated)',
      ...options,
      paths: { authorize, ...inner },
      scopeSeparator: ',',
    });
    this.accounts.behaviour.rotateRefresh = true;
    this.kind = 'oauth-app';
  }

  get kind(): 'oauth-app' | 'github-app' {
    return this.#kind;
  }

  /** User tokens of a GitHub App end and rotate; those of an OAuth app do neither. */
  set kind(kind: 'oauth-app' | 'github-app') {
    this.#kind = kind;
    this.accounts.behaviour.expiresIn = kind === 'github-app' ? 28_800 : endless;
  }

  mount(server: SimulatorServer): void {
    this.accounts.mount(server);
    const token = server.router.match('POST', inner.token)?.handler;
    if (!token) throw new Error('The authorization server has no token endpoint');
    server.router.add('POST', '/login/oauth/access_token', async request =>
      this.told(request, await token(request)),
    );
    server.router.add('DELETE', '/applications/:client/grant', request => this.revoke(request));
    server.router.add('DELETE', '/applications/:client/token', request => this.revoke(request));
  }

  private told(request: SimulatorRequest, { body, headers }: SimulatorReply): SimulatorReply {
    const answer = this.members(request, body as Record<string, unknown>);
    if ((request.headers['accept'] ?? '').includes('json'))
      return { status: 200, headers: headers ?? {}, body: answer };
    const form = new URLSearchParams(
      Object.entries(answer).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return {
      status: 200,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    };
  }

  private members(request: SimulatorRequest, body: Record<string, unknown>): Record<string, unknown> {
    if (typeof body['error'] === 'string') {
      const isRefresh = request.form().get('grant_type') === 'refresh_token';
      const error = isRefresh && body['error'] === 'invalid_grant' ? 'bad_refresh_token' : body['error'];
      return { ...body, error: names[error] ?? error };
    }
    const { expires_in: expires, refresh_token: refresh, ...lasting } = body;
    if (this.kind === 'oauth-app') return { ...lasting, token_type: 'bearer' };
    return {
      ...{ ...lasting, token_type: 'bearer', scope: '', expires_in: expires },
      ...{ refresh_token: refresh, refresh_token_expires_in: 15_811_200 },
    };
  }

  /** https://docs.github.com/en/rest/apps/oauth-applications#delete-an-app-authorization */
  private revoke(request: SimulatorRequest): SimulatorReply {
    const basic = Buffer.from((request.headers['authorization'] ?? '').replace(/^Basic /i, ''), 'base64');
    const [id, secret] = basic.toString('utf8').split(':');
    const { clients } = this.options;
    const isClient = id === request.params['client'] && Boolean(secret);
    const isKnown = !clients || clients.some(client => client.id === id && client.secret === secret);
    if (!isClient || !isKnown) return refusal(401, 'Bad credentials');
    const token = request.json()['access_token'];
    const revoked = typeof token === 'string' && this.accounts.grants.revoke(token);
    if (revoked) this.grantsEnded.push(id ?? '');
    return revoked ? { status: 204 } : refusal(422, 'Validation Failed');
  }
}
