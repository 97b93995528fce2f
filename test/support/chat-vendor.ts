import { type SimulatorReply, type SimulatorRequest, SimulatorServer } from '#provider-sdk/simulator';

interface ChatToken {
  readonly team: string;
  readonly person: string;
  readonly kind: 'bot' | 'user';
}

const bearerOf = (request: SimulatorRequest): string =>
  (request.headers['authorization'] ?? '').replace('Bearer ', '');
const refusal = (error: string): SimulatorReply => ({ status: 200, body: { ok: false, error } });

/** A vendor with Slack's token endpoint and Web API: https://docs.slack.dev/authentication/using-token-rotation */
export class ChatVendor {
  readonly authorizations: URLSearchParams[] = [];
  /** Each names the team in its token. */
  readonly refreshes: URLSearchParams[] = [];
  readonly revoked: string[] = [];
  /** Who signs in next. */
  team = 'T1';
  person = 'U1';
  /** Whether the person gives a token of their own. */
  givesUserToken = true;
  userScope = 'search:read,channels:read';
  expiresIn: number | null = 43_200;
  onRefresh: ((form: URLSearchParams) => SimulatorReply | undefined) | null = null;
  onRevoke: (() => SimulatorReply) | null = null;
  /** Access tokens that the API takes. */
  readonly access = new Map<string, ChatToken>();
  private readonly refresh = new Map<string, ChatToken>();
  private issued = 0;

  private constructor(private readonly server: SimulatorServer) {}

  static async start(): Promise<ChatVendor> {
    const vendor = new ChatVendor(await SimulatorServer.start());
    const { router } = vendor.server;
    router.add('GET', '/authorize', request => vendor.authorize(request.url.searchParams));
    router.add('POST', '/token', request => vendor.token(request.form()));
    router.add('POST', '/api/auth.test', request => vendor.api(bearerOf(request)));
    router.add('POST', '/api/mine', request => vendor.api(bearerOf(request)));
    router.add('POST', '/api/auth.revoke', request => vendor.revoke(bearerOf(request)));
    return vendor;
  }

  get url(): string {
    return this.server.url;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** The refresh tokens of the given kind work no more. */
  endRefresh(kind: ChatToken['kind']): void {
    for (const [token, held] of this.refresh) if (held.kind === kind) this.refresh.delete(token);
  }

  private authorize(query: URLSearchParams): SimulatorReply {
    this.authorizations.push(query);
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('state', query.get('state') ?? '');
    back.searchParams.set('code', 'code');
    return { status: 302, headers: { location: back.href } };
  }

  private token(form: URLSearchParams): SimulatorReply {
    if (form.get('client_secret') !== 'chat-secret') return refusal('bad_client_secret');
    if (form.get('grant_type') === 'refresh_token') return this.renew(form);
    const { team, person } = this;
    const user = this.givesUserToken
      ? { ...this.issue({ team, person, kind: 'user' }), token_type: 'user', scope: this.userScope }
      : {};
    const bot = this.issue({ team, person, kind: 'bot' });
    const scope = 'chat:write,channels:read';
    const body = {
      ok: true,
      ...bot,
      token_type: 'bot',
      scope,
      team: { id: team },
      authed_user: { id: person, ...user },
    };
    return { status: 200, body };
  }

  private renew(form: URLSearchParams): SimulatorReply {
    this.refreshes.push(form);
    const instead = this.onRefresh?.(form);
    if (instead) return instead;
    const spent = form.get('refresh_token') ?? '';
    const held = this.refresh.get(spent);
    if (!held) return refusal('invalid_refresh_token');
    this.refresh.delete(spent);
    return { status: 200, body: { ok: true, ...this.issue(held), token_type: held.kind } };
  }

  private issue(token: ChatToken) {
    this.issued += 1;
    const access_token = `${token.kind}-access-${this.issued}`;
    this.access.set(access_token, token);
    if (this.expiresIn === null) return { access_token };
    const refresh_token = `${token.kind}-refresh-${token.team}-${this.issued}`;
    this.refresh.set(refresh_token, token);
    return { access_token, refresh_token, expires_in: this.expiresIn };
  }

  private api(bearer: string): SimulatorReply {
    const held = this.access.get(bearer);
    if (!held) return refusal('token_expired');
    const { team, person, kind } = held;
    return { status: 200, body: { ok: true, team, person: kind === 'user' ? person : 'the bot' } };
  }

  private revoke(bearer: string): SimulatorReply {
    const instead = this.onRevoke?.();
    if (instead) return instead;
    if (!this.access.delete(bearer)) return refusal('invalid_auth');
    this.revoked.push(bearer);
    return { status: 200, body: { ok: true, revoked: true } };
  }
}
