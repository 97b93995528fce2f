import { type SimulatorReply, SimulatorServer } from '#provider-sdk/simulator';

export interface VendorTokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in?: unknown;
}

/**
 * A vendor in Google's clothes whose token endpoint does what a test says, and counts. By default it rotates refresh
 * tokens, and ends the grant when a spent one comes back (RFC 9700 §4.14.2).
 */
export class ScriptedVendor {
  /** Forms that the token endpoint received, the code exchanges apart. */
  readonly refreshes: URLSearchParams[] = [];
  readonly exchanges: URLSearchParams[] = [];
  readonly authorizations: URLSearchParams[] = [];
  readonly revocations: URLSearchParams[] = [];
  /** Bearer tokens that the API received. */
  readonly uses: string[] = [];
  /** Refresh tokens that came back after they were spent. */
  readonly reused: string[] = [];
  expiresIn: unknown = 3600;
  rotates = true;
  /** In place of the usual answer to a refresh, when it answers something. */
  onRefresh:
    ((form: URLSearchParams) => SimulatorReply | undefined | Promise<SimulatorReply | undefined>) | null =
    null;
  onRevoke: (() => SimulatorReply) | null = null;
  /** In place of the API's usual answer. */
  onApi: ((token: string) => SimulatorReply | undefined) | null = null;
  account = { id: '1', email: 'ada@example.com' };
  prefix = '';
  private readonly live = new Set<string>();
  private readonly spent = new Set<string>();
  private readonly access = new Set<string>();
  private issued = 0;

  private constructor(private readonly server: SimulatorServer) {}

  static async start(): Promise<ScriptedVendor> {
    const vendor = new ScriptedVendor(await SimulatorServer.start());
    const { router } = vendor.server;
    router.add('GET', '/authorize', request => {
      const { searchParams } = request.url;
      vendor.authorizations.push(searchParams);
      const back = new URL(searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('state', searchParams.get('state') ?? '');
      back.searchParams.set('code', `${vendor.prefix}code-${(vendor.issued += 1)}`);
      return { status: 302, headers: { location: back.href } };
    });
    router.add('POST', '/token', request => vendor.token(request.form()));
    router.add('POST', '/revoke', request => {
      vendor.revocations.push(request.form());
      return vendor.onRevoke?.() ?? { status: 200, body: {} };
    });
    for (const path of ['/oauth2/v2/userinfo', '/calendar/v3/users/me/calendarList']) {
      router.add('GET', path, request =>
        vendor.api((request.headers['authorization'] ?? '').replace('Bearer ', '')),
      );
    }
    return vendor;
  }

  get url(): string {
    return this.server.url;
  }

  /** The value of CAUSEWAY_PROVIDER_URLS. */
  get providerUrls(): string {
    const { url } = this;
    return JSON.stringify({
      'google-calendar': {
        authorize: `${url}/authorize`,
        token: `${url}/token`,
        revoke: `${url}/revoke`,
        api: `${url}/calendar/v3`,
      },
    });
  }

  /** The API takes none of the tokens that are out. */
  expireAccess(): void {
    this.access.clear();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** What a token endpoint that works answers. */
  issue(refreshToken: boolean): SimulatorReply {
    this.issued += 1;
    const tokens: VendorTokens = {
      access_token: `${this.prefix}access-${this.issued}`,
      ...(refreshToken ? { refresh_token: `${this.prefix}refresh-${this.issued}` } : {}),
      ...(this.expiresIn === undefined ? {} : { expires_in: this.expiresIn }),
    };
    this.access.add(tokens.access_token);
    if (tokens.refresh_token) this.live.add(tokens.refresh_token);
    return { status: 200, body: { ...tokens, token_type: 'Bearer' } };
  }

  private async token(form: URLSearchParams): Promise<SimulatorReply> {
    if (form.get('grant_type') !== 'refresh_token') {
      this.exchanges.push(form);
      return this.issue(true);
    }
    this.refreshes.push(form);
    const instead = await this.onRefresh?.(form);
    return instead ?? this.renew(form.get('refresh_token') ?? '');
  }

  private renew(token: string): SimulatorReply {
    if (this.spent.has(token)) this.reused.push(token);
    if (!this.live.has(token)) return { status: 400, body: { error: 'invalid_grant' } };
    if (!this.rotates) return this.issue(false);
    this.live.delete(token);
    this.spent.add(token);
    return this.issue(true);
  }

  private api(token: string): SimulatorReply {
    this.uses.push(token);
    const instead = this.onApi?.(token);
    if (instead) return instead;
    if (!this.access.has(token))
      return { status: 401, body: { error: { code: 401, message: 'Invalid Credentials' } } };
    return { status: 200, body: { ...this.account, items: [] } };
  }
}
