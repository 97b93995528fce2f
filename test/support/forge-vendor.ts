import { jwtVerify } from 'jose';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { Clock } from '#kernel';
import { type SimulatorReply, type SimulatorRequest, SimulatorServer } from '#provider-sdk/simulator';

const bearerOf = (request: SimulatorRequest): string =>
  (request.headers['authorization'] ?? '').replace('Bearer ', '');
const refuse = (status: number, message: string): SimulatorReply => ({ status, body: { message } });

export const newAppKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();

/** The number of an account never changes. */
export const numberOf = (login: string): number =>
  [...Buffer.from(login)].reduce((number, byte) => (number * 257 + byte) % 4_294_967_291, 1);

interface Account {
  readonly login: string;
  suspended?: boolean;
  permissions?: Readonly<Record<string, string>>;
}

/** A vendor with GitHub's apps, installations and grants. */
export class ForgeVendor {
  readonly clientId = 'Iv1.client';
  readonly appId = '4711';
  /** The key whose signatures the vendor takes; null: deleted. */
  appKey: string | null = newAppKey();
  /** Where the app sends people after they installed it. */
  callbackUrl = '';
  /** Who installs next, and what they install. */
  person = 'ada';
  installing = '101';
  /** What the redirect after the installation carries besides state. */
  onInstalled: ((query: URLSearchParams) => void) | null = null;
  onMint: (() => SimulatorReply | undefined) | null = null;
  readonly installations = new Map<string, Account>();
  /** Whose installations each person may see. */
  readonly reach = new Map<string, string[]>();
  /** What people are in accounts other than their own, by `person login`; administrators unless it says otherwise. */
  readonly memberships = new Map<string, SimulatorReply>();
  readonly mints: string[] = [];
  readonly exchanges: URLSearchParams[] = [];
  readonly revoked: string[] = [];
  readonly grantsEnded: { client: string; authorization: string; body: unknown }[] = [];
  private readonly tokens = new Map<string, { installation?: string; person?: string; endsAt: number }>();
  private readonly codes = new Map<string, string>();
  private issued = 0;

  private constructor(
    private readonly server: SimulatorServer,
    private readonly clock: Clock,
  ) {}

  static async start(clock: Clock): Promise<ForgeVendor> {
    const vendor = new ForgeVendor(await SimulatorServer.start(), clock);
    const { router } = vendor.server;
    router.add('GET', '/apps/:slug/installations/new', request => vendor.install(request));
    router.add('GET', '/login/oauth/authorize', request => vendor.authorize(request.url.searchParams));
    router.add('POST', '/login/oauth/access_token', request => vendor.exchange(request.form()));
    router.add('GET', '/user', request => vendor.user(bearerOf(request)));
    router.add('GET', '/user/installations', request => vendor.list(request));
    router.add('GET', '/user/memberships/orgs/:org', request => vendor.membership(request));
    router.add('POST', '/app/installations/:id/access_tokens', request => vendor.mint(request));
    router.add('GET', '/installation/repositories', request => vendor.repositories(bearerOf(request)));
    router.add('DELETE', '/installation/token', request => vendor.revoke(bearerOf(request)));
    router.add('DELETE', '/applications/:client/grant', request => vendor.endGrant(request));
    return vendor;
  }

  get url(): string {
    return this.server.url;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  newCode(person: string): string {
    const code = `code-${(this.issued += 1)}`;
    this.codes.set(code, person);
    return code;
  }

  private install(request: SimulatorRequest): SimulatorReply {
    const back = new URL(this.callbackUrl);
    back.searchParams.set('state', request.url.searchParams.get('state') ?? '');
    back.searchParams.set('installation_id', this.installing);
    back.searchParams.set('setup_action', 'install');
    back.searchParams.set('code', this.newCode(this.person));
    this.onInstalled?.(back.searchParams);
    return { status: 302, headers: { location: back.href } };
  }

  private authorize(query: URLSearchParams): SimulatorReply {
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('state', query.get('state') ?? '');
    back.searchParams.set('code', this.newCode(this.person));
    return { status: 302, headers: { location: back.href } };
  }

  private exchange(form: URLSearchParams): SimulatorReply {
    this.exchanges.push(form);
    const person = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    if (!person) return { status: 200, body: { error: 'bad_verification_code' } };
    const access_token = this.issue({ person });
    return { status: 200, body: { access_token, token_type: 'bearer', scope: '' } };
  }

  private user(bearer: string): SimulatorReply {
    const login = this.held(bearer)?.person;
    return login ? { status: 200, body: { id: numberOf(login), login } } : refuse(401, 'Bad credentials');
  }

  private membership(request: SimulatorRequest): SimulatorReply {
    const person = this.held(bearerOf(request))?.person;
    if (!person) return refuse(401, 'Bad credentials');
    const login = request.params['org'] ?? '';
    const organization = { id: numberOf(login), login };
    const admin = { status: 200, body: { role: 'admin', state: 'active', organization } };
    return this.memberships.get(`${person} ${login}`) ?? admin;
  }

  /** One on each page, so that a client has to turn pages. */
  private list(request: SimulatorRequest): SimulatorReply {
    const person = this.held(bearerOf(request))?.person;
    if (!person) return refuse(401, 'Bad credentials');
    const ids = this.reach.get(person) ?? [];
    const page = Number(request.url.searchParams.get('page') ?? '1');
    const id = ids[page - 1];
    const account = id === undefined ? undefined : this.installations.get(id);
    const suspended_at = account?.suspended ? '2026-01-01T00:00:00Z' : null;
    const installations = account
      ? [{ id: Number(id), account: { id: numberOf(account.login), login: account.login }, suspended_at }]
      : [];
    const next = `<${this.url}/user/installations?per_page=1&page=${page + 1}>; rel="next"`;
    const headers = page < ids.length ? { link: next } : {};
    return { status: 200, headers, body: { total_count: ids.length, installations } };
  }

  private async mint(request: SimulatorRequest): Promise<SimulatorReply> {
    if (!(await this.isApp(bearerOf(request)))) return refuse(401, 'A JSON web token could not be decoded');
    const id = request.params['id'] ?? '';
    this.mints.push(id);
    const instead = this.onMint?.();
    if (instead) return instead;
    const account = this.installations.get(id);
    if (!account) return refuse(404, 'Not Found');
    if (account.suspended) return refuse(403, 'This installation has been suspended');
    const token = this.issue({ installation: id });
    const expires_at = new Date(this.clock.now().getTime() + 3_600_000).toISOString();
    const permissions = account.permissions ?? { issues: 'write', metadata: 'read' };
    return { status: 201, body: { token, expires_at, permissions } };
  }

  /** RS256 by the app's key, of this app, ten minutes long at most. */
  private async isApp(jwt: string): Promise<boolean> {
    if (this.appKey === null) return false;
    const currentDate = this.clock.now();
    try {
      const key = createPublicKey(this.appKey);
      const { payload } = await jwtVerify(jwt, key, {
        issuer: this.appId,
        algorithms: ['RS256'],
        currentDate,
      });
      return (payload.exp ?? Infinity) - (payload.iat ?? 0) <= 600;
    } catch {
      return false;
    }
  }

  private repositories(bearer: string): SimulatorReply {
    const installation = this.held(bearer)?.installation;
    const account = installation === undefined ? undefined : this.installations.get(installation);
    return account ? { status: 200, body: { login: account.login } } : refuse(401, 'Bad credentials');
  }

  private revoke(bearer: string): SimulatorReply {
    if (!this.tokens.delete(bearer)) return refuse(401, 'Bad credentials');
    this.revoked.push(bearer);
    return { status: 204 };
  }

  private endGrant(request: SimulatorRequest): SimulatorReply {
    const authorization = Buffer.from(
      (request.headers['authorization'] ?? '').replace('Basic ', ''),
      'base64',
    ).toString();
    this.grantsEnded.push({ client: request.params['client'] ?? '', authorization, body: request.json() });
    return { status: 204 };
  }

  private issue(holder: { installation?: string; person?: string }): string {
    const token = `ghx-${(this.issued += 1)}`;
    this.tokens.set(token, { ...holder, endsAt: this.clock.now().getTime() + 3_600_000 });
    return token;
  }

  private held(bearer: string) {
    const found = this.tokens.get(bearer);
    return found && found.endsAt > this.clock.now().getTime() ? found : undefined;
  }
}
