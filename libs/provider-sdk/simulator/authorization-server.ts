import type { Clock } from '#kernel';
import { consentScreen, errorPage } from './consent-screen.js';
import { html, redirect, type SimulatorReply, type SimulatorRequest } from './exchange.js';
import { type Grant, GrantStore, type SimulatedPerson, verifiesS256 } from './grants.js';
import type { SimulatorServer } from './server.js';

export interface SimulatedClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectUris: readonly string[];
}

export interface AuthorizationServerOptions {
  readonly title: string;
  readonly clock: Clock;
  readonly people: readonly [SimulatedPerson, ...SimulatedPerson[]];
  /** Without clients every client id, secret and redirect address is taken. */
  readonly clients?: readonly SimulatedClient[];
  readonly paths: { readonly authorize: string; readonly token: string; readonly revoke: string };
  /** Whether the request asks for a refresh token; default: always. */
  readonly isOffline?: (query: URLSearchParams) => boolean;
  readonly scopeSeparator?: ' ' | ',';
  /** Further members of a token answer, such as an `id_token`. */
  readonly extras?: (grant: Grant) => Readonly<Record<string, unknown>>;
}

/** What a test or an operator changes while the server runs. */
export interface AuthorizationBehaviour {
  /** `auto` agrees in the name of the first person; `screen` asks. */
  approval: 'screen' | 'auto';
  /** Scopes the person leaves ticked; null: all that were asked for. */
  grantedScopes: readonly string[] | null;
  rotateRefresh: boolean;
  expiresIn: number;
  /** Sent back as `iss` (RFC 9207) when set. */
  issuer: string | null;
  /** What clients are called on the screen; null: by their id. */
  clientName: string | null;
  /** What scopes are for, on the screen. */
  reasons: Readonly<Record<string, string>>;
}

type Refusal = SimulatorReply;
const refuse = (error: string, detail: string, status = 400): Refusal => ({
  status,
  headers: { 'cache-control': 'no-store' },
  body: { error, error_description: detail },
});

/** OAuth 2.0 authorization code with PKCE (RFC 6749 §4.1, RFC 7636), refresh and revocation (RFC 7009). */
export class AuthorizationServer {
  readonly grants: GrantStore;
  readonly behaviour: AuthorizationBehaviour = {
    approval: 'screen',
    grantedScopes: null,
    rotateRefresh: false,
    expiresIn: 3600,
    issuer: null,
    clientName: null,
    reasons: {},
  };

  constructor(private readonly options: AuthorizationServerOptions) {
    this.grants = new GrantStore(options.clock);
  }

  mount(server: SimulatorServer): void {
    const { authorize, token, revoke } = this.options.paths;
    server.router.add('GET', authorize, request => this.ask(request));
    server.router.add('POST', authorize, request => this.decide(request, request.form()));
    server.router.add('POST', token, request => this.exchange(request));
    server.router.add('POST', revoke, request => this.revoke(request));
  }

  /** The grant behind a request's bearer token (RFC 6750 §2.1). */
  grantOf(request: SimulatorRequest): Grant | undefined {
    const token = /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
    return token ? this.grants.grantOfAccess(token) : undefined;
  }

  get people(): readonly SimulatedPerson[] {
    return this.options.people;
  }

  /** A token without the dance, for tests of the API behind it. */
  issueToken(scopes: readonly string[], person: SimulatedPerson = this.options.people[0]): string {
    const grant = this.grants.createGrant({ clientId: 'direct', person, scopes, offline: false });
    return this.grants.issueAccess(grant, this.behaviour.expiresIn);
  }

  private ask(request: SimulatorRequest): SimulatorReply {
    const problem = this.requestProblem(request.url.searchParams);
    if (problem) return html(400, errorPage('This request cannot be answered', problem));
    const scopes = this.requested(request.url.searchParams);
    if (this.behaviour.approval === 'auto') {
      const all = new URLSearchParams({ decision: 'allow' });
      for (const scope of scopes) all.append('scope', scope);
      return this.decide(request, all);
    }
    const { title, people } = this.options;
    const { clientName, reasons } = this.behaviour;
    const client = clientName ?? request.url.searchParams.get('client_id') ?? '';
    const action = `${request.url.pathname}${request.url.search}`;
    return html(200, consentScreen({ title, client, people, scopes, reasons, action }));
  }

  /** RFC 6749 §4.1.2.1: a bad client or redirect address is never answered by a redirect. */
  private requestProblem(query: URLSearchParams): string | undefined {
    const { clients } = this.options;
    const client = clients?.find(candidate => candidate.id === query.get('client_id'));
    const redirectUri = query.get('redirect_uri') ?? '';
    if (!URL.canParse(redirectUri)) return 'redirect_uri is missing or no address';
    if (clients && !client) return 'client_id is not registered';
    if (client && !client.redirectUris.includes(redirectUri)) return 'redirect_uri is not registered';
    if (query.get('response_type') !== 'code') return 'response_type must be code';
    const hasChallenge = query.has('code_challenge');
    return hasChallenge && query.get('code_challenge_method') !== 'S256' ? 'only S256 is taken' : undefined;
  }

  private decide(request: SimulatorRequest, form: URLSearchParams): SimulatorReply {
    const query = request.url.searchParams;
    const problem = this.requestProblem(query);
    if (problem) return html(400, errorPage('This request cannot be answered', problem));
    const target = new URL(query.get('redirect_uri') ?? '');
    const state = query.get('state');
    if (state !== null) target.searchParams.set('state', state);
    if (this.behaviour.issuer) target.searchParams.set('iss', this.behaviour.issuer);
    const grant = form.get('decision') === 'allow' ? this.grantFor(query, form) : undefined;
    if (grant) {
      const code = this.grants.issueCode(grant, query.get('redirect_uri') ?? '', query.get('code_challenge'));
      target.searchParams.set('code', code);
    } else target.searchParams.set('error', 'access_denied');
    return redirect(target.toString());
  }

  private grantFor(query: URLSearchParams, form: URLSearchParams): Grant {
    const ticked = this.behaviour.grantedScopes ?? form.getAll('scope');
    const { people, isOffline } = this.options;
    return this.grants.createGrant({
      clientId: query.get('client_id') ?? '',
      person: people.find(person => person.id === form.get('person')) ?? people[0],
      scopes: this.requested(query).filter(scope => ticked.includes(scope)),
      offline: isOffline?.(query) ?? true,
    });
  }

  private exchange(request: SimulatorRequest): SimulatorReply {
    const form = request.form();
    const clientId = this.authenticate(request, form);
    if (clientId === undefined)
      return refuse('invalid_client', 'The client is unknown or its secret is wrong.', 401);
    const type = form.get('grant_type');
    if (type === 'authorization_code') return this.redeem(form, clientId);
    if (type === 'refresh_token') return this.renew(form.get('refresh_token') ?? '', clientId);
    return refuse('unsupported_grant_type', 'Only authorization_code and refresh_token are taken.');
  }

  private authenticate(request: SimulatorRequest, form: URLSearchParams): string | undefined {
    const basic = /^Basic (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
    const [basicId, basicSecret] = basic ? Buffer.from(basic, 'base64').toString('utf8').split(':') : [];
    const id = basicId === undefined ? form.get('client_id') : decodeURIComponent(basicId);
    const secret = basicSecret === undefined ? form.get('client_secret') : decodeURIComponent(basicSecret);
    const { clients } = this.options;
    if (!clients) return id ?? '';
    return clients.find(client => client.id === id && client.secret === secret)?.id;
  }

  private redeem(form: URLSearchParams, clientId: string): SimulatorReply {
    const pending = this.grants.takeCode(form.get('code') ?? '');
    const isSameClient = pending?.grant.clientId === clientId;
    if (!pending || !isSameClient || pending.redirectUri !== form.get('redirect_uri')) {
      return refuse('invalid_grant', 'The code is wrong, used, expired or meant for somebody else.');
    }
    if (pending.challenge !== null && !verifiesS256(pending.challenge, form.get('code_verifier') ?? '')) {
      return refuse('invalid_grant', 'The code_verifier does not fit.');
    }
    const { grant } = pending;
    return this.tokens(grant, grant.offline ? this.grants.issueRefresh(grant) : undefined);
  }

  private renew(token: string, clientId: string): SimulatorReply {
    const grant = this.grants.grantOfRefresh(token);
    if (!grant || grant.clientId !== clientId) {
      this.grants.endIfReused(token);
      return refuse('invalid_grant', 'The refresh token is expired or revoked.');
    }
    return this.tokens(grant, this.behaviour.rotateRefresh ? this.grants.rotate(token, grant) : undefined);
  }

  private tokens(grant: Grant, refreshToken: string | undefined): SimulatorReply {
    const { expiresIn } = this.behaviour;
    return {
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        access_token: this.grants.issueAccess(grant, expiresIn),
        token_type: 'Bearer',
        expires_in: expiresIn,
        scope: grant.scopes.join(this.options.scopeSeparator ?? ' '),
        ...(refreshToken ? { refresh_token: refreshToken } : {}),
        ...this.options.extras?.(grant),
      },
    };
  }

  private revoke(request: SimulatorRequest): SimulatorReply {
    const token = request.form().get('token') ?? request.url.searchParams.get('token') ?? '';
    const known = this.grants.revoke(token);
    return known ? { status: 200, body: {} } : refuse('invalid_token', 'Token expired or revoked');
  }

  private requested(query: URLSearchParams): string[] {
    return (query.get('scope') ?? '').split(/[ ,]+/).filter(scope => scope !== '');
  }
}
