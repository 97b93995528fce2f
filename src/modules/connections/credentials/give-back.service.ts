import { Injectable } from '@nestjs/common';
import { Clock, ProviderError } from '#kernel';
import type { Connection } from '../connection.entity.js';
import { SharedAccounts } from '../shared-accounts.js';
import { Credentials, type OpenedCredential } from './credentials.service.js';
import type { TokenParty } from './endpoint-call.js';
import { InstallationEndpoint } from './installation-endpoint.js';
import { Refresher } from './refresher.service.js';
import { RevocationEndpoint } from './revocation-endpoint.js';
import type { InstallationSecret } from './secret.js';

/** `unsupported`: the vendor has no way to be told. `kept`: others live by the same grant, so it was not told. */
export type GivenBack = 'done' | 'kept' | 'unsupported';

/** Gives a connection's tokens back to the vendor. */
@Injectable()
export class GiveBack {
  constructor(
    private readonly credentials: Credentials,
    private readonly refresher: Refresher,
    private readonly revocations: RevocationEndpoint,
    private readonly installations: InstallationEndpoint,
    private readonly shared: SharedAccounts,
    private readonly clock: Clock,
  ) {}

  async tell(connection: Connection, partyOf: () => Promise<TokenParty>): Promise<GivenBack> {
    const { secret, expiresAt } = await this.credentials.open(connection.id);
    if (secret.kind === 'typed') return 'unsupported';
    const party = await partyOf();
    if (secret.kind === 'installation') return this.minted(secret, expiresAt, party);
    if (!party.auth.revokeUrl) return 'unsupported';
    if (await this.shared.isShared(connection, party.client.id)) return 'kept';
    const living = await this.living(connection.id, party);
    if (living?.secret.kind === 'oauth2') await this.revocations.revoke(party, living.secret);
    return 'done';
  }

  /** Makes the hub's own copy unreadable for good. */
  destroy(connectionId: string): Promise<void> {
    return this.credentials.destroy(connectionId);
  }

  /** Each connection mints its own, so this one is nobody else's. One that ended is back already. */
  private async minted(
    secret: InstallationSecret,
    expiresAt: Date | null,
    party: TokenParty,
  ): Promise<GivenBack> {
    if (expiresAt && expiresAt <= this.clock.now()) return 'done';
    return (await this.installations.revoke(party, secret.accessToken)) ? 'done' : 'unsupported';
  }

  /** Some vendors end a grant only by an access token that lives. null: the grant has ended by itself. */
  private async living(connectionId: string, party: TokenParty): Promise<OpenedCredential | null> {
    if (party.auth.revocation?.which !== 'access') return this.credentials.open(connectionId);
    try {
      return await this.refresher.usable(connectionId, () => Promise.resolve(party));
    } catch (error) {
      if (error instanceof ProviderError && error.providerCode === 'auth_expired') return null;
      throw error;
    }
  }
}
