import { randomBytes } from 'node:crypto';
import { importSPKI, jwtVerify } from 'jose';
import type { Clock } from '#kernel';
import type {
  AuthorizationServer,
  SimulatedPerson,
  SimulatorReply,
  SimulatorRequest,
} from '#provider-sdk/simulator';
import { paged } from './lists.js';
import { refusal } from './refusal.js';
import { userOf } from './repository-store.js';

/** Whose an installation is. A person's own account has their id and no roles. */
export interface SimulatedAccount {
  readonly id: number;
  readonly login: string;
  /** By the login of the person. `reader`: no member, but may read a repository, which suffices to see the installation. */
  readonly roles?: Readonly<Record<string, 'admin' | 'member' | 'reader'>>;
}

export interface SimulatedApp {
  readonly id: string;
  /** PEM. */
  readonly publicKey: string;
  readonly installations: readonly string[];
  /** By installation. */
  readonly accounts?: Readonly<Record<string, SimulatedAccount>>;
  readonly clientId?: string;
  /** Where people come back to who have installed it. */
  readonly callbackUrl?: string;
  readonly webhook?: { readonly url: string; readonly secret: string };
}

const hourMs = 3_600_000;
const permissions = { issues: 'write', members: 'read', metadata: 'read' };

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app */
export class Installations {
  /** Who installs the app next, and which installation that makes. */
  next: { person: SimulatedPerson; installation: string } | null = null;
  private readonly tokens = new Map<string, { readonly id: string; readonly expiresAt: number }>();
  private readonly living: Set<string>;

  constructor(
    private readonly app: SimulatedApp | undefined,
    private readonly clock: Clock,
    private readonly accounts: AuthorizationServer,
  ) {
    this.living = new Set(app?.installations);
  }

  /** `GET /apps/{slug}/installations/new`, when the app asks for the person's authorization as well. */
  install(request: SimulatorRequest): SimulatorReply {
    const { clientId = '', callbackUrl } = this.app ?? {};
    if (!callbackUrl || !this.next) return refusal(404, 'Not Found');
    const { person, installation } = this.next;
    const grant = this.accounts.grants.createGrant({ clientId, person, scopes: [], offline: true });
    const back = new URL(callbackUrl);
    back.searchParams.set('code', this.accounts.grants.issueCode(grant, callbackUrl, null));
    back.searchParams.set('installation_id', installation);
    back.searchParams.set('setup_action', 'install');
    back.searchParams.set('state', request.url.searchParams.get('state') ?? '');
    return { status: 302, headers: { location: back.href } };
  }

  /** `GET /user/installations`: those in whose account the person can read anything. */
  list(request: SimulatorRequest): SimulatorReply {
    const { login } = this.personOf(request);
    const seen = [...this.living].flatMap(id => {
      const account = this.app?.accounts?.[id];
      const isSeen = account && (account.login === login || account.roles?.[login] !== undefined);
      return isSeen
        ? [{ id: Number(id), account: { id: account.id, login: account.login }, permissions }]
        : [];
    });
    return paged(request, seen, { name: 'installations' });
  }

  /** `GET /user/memberships/orgs/{org}` */
  membership(request: SimulatorRequest): SimulatorReply {
    const account = Object.values(this.app?.accounts ?? {}).find(
      ({ login, roles }) => roles && login === request.params['org'],
    );
    const role = account?.roles?.[this.personOf(request).login];
    if (!account || !role || role === 'reader') return refusal(404, 'Not Found');
    return {
      status: 200,
      body: { role, state: 'active', organization: { id: account.id, login: account.login } },
    };
  }

  /** The installation that an owner's repositories belong to. */
  ofOwner(login: string): string | undefined {
    return [...this.living].find(id => this.app?.accounts?.[id]?.login === login);
  }

  restore(id: string): void {
    this.living.add(id);
  }

  end(id: string): void {
    this.living.delete(id);
    for (const [token, held] of this.tokens) if (held.id === id) this.tokens.delete(token);
  }

  /** `DELETE /installation/token` */
  revoke(request: SimulatorRequest): SimulatorReply {
    return this.tokens.delete(bearerOf(request)) ? { status: 204 } : refusal(401, 'Bad credentials');
  }

  private personOf(request: SimulatorRequest): { readonly login: string } {
    const grant = this.accounts.grantOf(request);
    return grant ? userOf(grant.person) : { login: '' };
  }

  /** `POST /app/installations/{id}/access_tokens`, authenticated by a JSON web token of at most ten minutes. */
  async token(request: SimulatorRequest): Promise<SimulatorReply> {
    const id = request.params['installation'] ?? '';
    if (!(await this.isApp(request))) return refusal(401, 'A JSON web token could not be decoded');
    if (!this.living.has(id)) return refusal(404, 'Not Found');
    return { status: 201, body: { ...this.issue(id), permissions } };
  }

  /** A token without the dance. */
  issue(id: string): { readonly token: string; readonly expires_at: string } {
    const token = `ghs_${randomBytes(18).toString('base64url')}`;
    const expiresAt = this.clock.now().getTime() + hourMs;
    this.tokens.set(token, { id, expiresAt });
    return { token, expires_at: `${new Date(expiresAt).toISOString().slice(0, 19)}Z` };
  }

  /** The installation behind a request's token. */
  of(request: SimulatorRequest): string | undefined {
    const held = this.tokens.get(bearerOf(request));
    return held && held.expiresAt > this.clock.now().getTime() ? held.id : undefined;
  }

  private async isApp(request: SimulatorRequest): Promise<boolean> {
    if (!this.app) return false;
    const key = await importSPKI(this.app.publicKey, 'RS256');
    const currentDate = this.clock.now();
    const rules = { issuer: this.app.id, algorithms: ['RS256'], maxTokenAge: 660, currentDate };
    return jwtVerify(bearerOf(request), key, rules).then(
      ({ payload }) => (payload.exp ?? Infinity) - currentDate.getTime() / 1000 <= 600,
      () => false,
    );
  }
}

const bearerOf = (request: SimulatorRequest): string =>
  /^(?:Bearer|token) (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
