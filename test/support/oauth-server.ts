import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Grant, type OidcContext } from 'oidc-provider';

export interface OAuthServerClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectUris: readonly string[];
}

/** A request that reached the server. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The form that was posted. */
  readonly form: URLSearchParams;
  readonly status: number;
  readonly answer: string;
}

/** oidc-provider, an OAuth server that others wrote and certified, on 127.0.0.1. */
export interface OAuthServer {
  readonly issuer: string;
  readonly seen: SeenRequest[];
  /** Scopes that the person unticks. */
  rejected: readonly string[];
  /** Answers in place of the server, when set. */
  intercept: ((path: string) => { status: number; body: string } | undefined) | null;
  requestsTo(path: string): SeenRequest[];
  stop(): Promise<void>;
}

export const startOAuthServer = async (
  clients: readonly OAuthServerClient[],
  scopes: readonly string[],
): Promise<OAuthServer> => {
  const provider: { answer?: ReturnType<Provider['callback']> } = {};
  const http = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const sent: Buffer[] = [];
    const received: Buffer[] = [];
    request.on('data', (chunk: Buffer) => received.push(chunk));
    const end = response.end.bind(response);
    response.end = ((chunk?: unknown, ...rest: never[]) => {
      if (typeof chunk === 'string' || Buffer.isBuffer(chunk)) sent.push(Buffer.from(chunk));
      server.seen.push({
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        form: new URLSearchParams(Buffer.concat(received).toString()),
        status: response.statusCode,
        answer: Buffer.concat(sent).toString(),
      });
      return end(chunk as never, ...rest);
    }) as typeof response.end;
    const instead = server.intercept?.(url.pathname);
    if (instead) response.writeHead(instead.status, { 'content-type': 'text/html' }).end(instead.body);
    else provider.answer?.(request, response);
  });
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  const server: OAuthServer = {
    issuer: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    seen: [],
    rejected: [],
    intercept: null,
    requestsTo: path => server.seen.filter(request => request.path === path),
    stop: () =>
      new Promise(resolve => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  provider.answer = new Provider(
    server.issuer,
    configuration(clients, scopes, context => grantOf(context, server.rejected)),
  ).callback();
  return server;
};

const configuration = (
  clients: readonly OAuthServerClient[],
  scopes: readonly string[],
  loadExistingGrant: (context: OidcContext) => Promise<Grant | undefined>,
) => ({
  clients: clients.map(client => ({
    client_id: client.id,
    client_secret: client.secret,
    redirect_uris: [...client.redirectUris],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
  })),
  scopes: [...scopes],
  cookies: { keys: ['only for tests'] },
  features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
  pkce: { required: () => true },
  ttl: {
    Interaction: 3600,
    Session: 3600,
    Grant: 86_400,
    AccessToken: 3600,
    RefreshToken: 86_400,
    IdToken: 3600,
  },
  rotateRefreshToken: true,
  issueRefreshToken: () => Promise.resolve(true),
  findAccount: (_context: unknown, id: string) => ({
    accountId: id,
    claims: () => Promise.resolve({ sub: id, name: `Person ${id}`, email: `${id}@example.com` }),
  }),
  conformIdTokenClaims: false,
  claims: { openid: ['sub', 'name', 'email'] },
  loadExistingGrant,
});

/** The server's own rule, with the scopes that the person unticks taken out. */
const grantOf = async ({ oidc }: OidcContext, rejected: readonly string[]): Promise<Grant | undefined> => {
  const id = oidc.result?.consent?.grantId ?? oidc.session.grantIdFor(oidc.client.clientId);
  const grant = id ? await oidc.provider.Grant.find(id) : undefined;
  for (const scope of rejected) grant?.rejectOIDCScope(scope);
  return grant;
};
