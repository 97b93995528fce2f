import { Injectable } from '@nestjs/common';
import { Clock, ProviderError } from '#kernel';
import { ConnectionHealth } from '../connection-health.js';
import { Credentials, type NewCredential, type OpenedCredential } from './credentials.service.js';
import type { TokenParty } from './endpoint-call.js';
import { withAppToken, withoutUserToken, withUserToken } from './grants.js';
import { InstallationEndpoint } from './installation-endpoint.js';
import type { InstallationSecret, OAuthSecret } from './secret.js';
import { TokenEndpoint } from './token-endpoint.js';

/** The end of a grant counts when the vendor says it so often. */
const confirmations = 2;

/** Asks the vendor for what comes after a credential, by whatever it was obtained. */
@Injectable()
export class Renewal {
  constructor(
    private readonly credentials: Credentials,
    private readonly tokens: TokenEndpoint,
    private readonly installations: InstallationEndpoint,
    private readonly health: ConnectionHealth,
    private readonly clock: Clock,
  ) {}

  /** One call's worth; null when the credential was replaced meanwhile (somebody reconnected). */
  next(opened: OpenedCredential, party: TokenParty): Promise<NewCredential | null> {
    const { secret } = opened;
    if (secret.kind === 'typed') throw new Error('What a person typed in cannot be renewed');
    if (secret.kind === 'installation') return this.minted(opened, party, secret);
    const appIsDue = secret.owed === undefined && secret.refreshToken !== null;
    return appIsDue ? this.appToken(opened, party, secret) : this.userToken(opened, party, secret);
  }

  private async minted(
    opened: OpenedCredential,
    party: TokenParty,
    { installationId }: InstallationSecret,
  ): Promise<NewCredential | null> {
    const mint = () => this.installations.mint(party, installationId);
    const answer = await this.confirmed(opened, mint);
    if (!answer) return null;
    const { accessToken, expiresAt } = answer;
    return { secret: { kind: 'installation', installationId, accessToken }, expiresAt, refreshable: true };
  }

  private async appToken(
    opened: OpenedCredential,
    party: TokenParty,
    secret: OAuthSecret,
  ): Promise<NewCredential | null> {
    const ask = () => this.tokens.refresh(party, secret.refreshToken ?? '');
    const answer = await this.confirmed(opened, ask);
    return answer && withAppToken(secret, answer, this.clock.now());
  }

  /** A person may take their own token back and leave the app in place: then the connection goes on without it. */
  private async userToken(
    opened: OpenedCredential,
    party: TokenParty,
    secret: OAuthSecret,
  ): Promise<NewCredential | null> {
    const ask = () => this.tokens.refresh(party, secret.user?.refreshToken ?? '', 'user');
    try {
      const answer = await this.confirmed(opened, ask);
      return answer && withUserToken(secret, answer, this.clock.now());
    } catch (error) {
      if (!isEnd(error)) throw error;
      await this.health.lostUserToken(opened.connectionId);
      return withoutUserToken(secret);
    }
  }

  /** null when the token was replaced while we asked: then the caller reads again. */
  private async confirmed<T>(opened: OpenedCredential, ask: () => Promise<T>): Promise<T | null> {
    for (let asked = 1; ; asked++) {
      try {
        return await ask();
      } catch (error) {
        if (!isEnd(error)) throw error;
        const now = await this.credentials.open(opened.connectionId);
        if (now.version !== opened.version) return null;
        if (asked === confirmations) throw error;
      }
    }
  }
}

const isEnd = (error: unknown): boolean =>
  error instanceof ProviderError && error.providerCode === 'auth_expired';
