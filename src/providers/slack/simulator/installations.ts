import { randomBytes } from 'node:crypto';
import type { Clock } from '#kernel';
import { slackId } from './channel.js';

export interface Installation {
  readonly id: string;
  readonly clientId: string;
  readonly teamId: string;
  readonly enterprise: boolean;
  readonly botId: string;
  readonly botUserId: string;
  readonly installer: string;
  readonly scopes: readonly string[];
  readonly userScopes: readonly string[];
}

export interface TokenFacts {
  readonly installation: Installation;
  readonly kind: 'bot' | 'user';
  readonly userId: string;
  readonly scopes: readonly string[];
  /** `null`: the app has no token rotation. */
  readonly expiresAt: number | null;
}

export interface Pair {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in?: number;
}

const lifeSeconds = 43_200;
const secret = (prefix: string): string => `${prefix}${randomBytes(18).toString('base64url')}`;

/** Installed apps and their tokens: https://docs.slack.dev/authentication/using-token-rotation */
export class Installations {
  readonly all: Installation[] = [];
  rotates = false;
  private readonly access = new Map<string, TokenFacts>();
  private readonly refresh = new Map<string, Pick<TokenFacts, 'installation' | 'kind'>>();

  constructor(private readonly clock: Clock) {}

  install(wish: Omit<Installation, 'id' | 'botId' | 'botUserId'>): Installation {
    const earlier = this.all.find(
      ({ clientId, teamId }) => clientId === wish.clientId && teamId === wish.teamId,
    );
    const { botId = slackId('B'), botUserId = slackId('U') } = earlier ?? {};
    const installation = { ...wish, id: secret('install-'), botId, botUserId };
    if (earlier) this.all.splice(this.all.indexOf(earlier), 1);
    this.all.push(installation);
    return installation;
  }

  issue(installation: Installation, kind: 'bot' | 'user'): Pair {
    const { botUserId, installer, scopes, userScopes } = installation;
    const isBot = kind === 'bot';
    const prefix = `${this.rotates ? 'xoxe.' : ''}${isBot ? 'xoxb-' : 'xoxp-'}`;
    const token = secret(prefix);
    this.access.set(token, {
      installation,
      kind,
      userId: isBot ? botUserId : installer,
      scopes: isBot ? scopes : userScopes,
      expiresAt: this.rotates ? this.clock.now().getTime() + lifeSeconds * 1000 : null,
    });
    if (!this.rotates) return { access_token: token };
    const refreshToken = secret('xoxe-1-');
    this.refresh.set(refreshToken, { installation, kind });
    return { access_token: token, refresh_token: refreshToken, expires_in: lifeSeconds };
  }

  /** The refresh token is spent with its use. */
  renew(
    refreshToken: string,
  ): { readonly kind: 'bot' | 'user'; readonly installation: Installation } | undefined {
    const held = this.refresh.get(refreshToken);
    this.refresh.delete(refreshToken);
    return held;
  }

  /** Why a token is refused, or what it may do. */
  look(token: string | undefined): TokenFacts | string {
    if (token === undefined) return 'not_authed';
    const facts = this.access.get(token);
    if (!facts) return 'invalid_auth';
    const isOver = facts.expiresAt !== null && facts.expiresAt <= this.clock.now().getTime();
    return isOver ? 'token_expired' : facts;
  }

  revoke(token: string): boolean {
    return this.access.delete(token);
  }

  /** Everything that the installation holds ends. */
  uninstall(installation: Installation): void {
    for (const [token, held] of this.access)
      if (held.installation.id === installation.id) this.access.delete(token);
    for (const [token, held] of this.refresh)
      if (held.installation.id === installation.id) this.refresh.delete(token);
    this.all.splice(this.all.indexOf(installation), 1);
  }
}
