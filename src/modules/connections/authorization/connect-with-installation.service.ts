import { Injectable } from '@nestjs/common';
import type { Integration } from '#integrations';
import { HubError, ProviderError } from '#kernel';
import { installationAccount } from '#provider-sdk';
import type { Connection } from '../connection.entity.js';
import { Connections } from '../connections.service.js';
import type { TokenParty } from '../credentials/endpoint-call.js';
import type { ListedInstallation } from '../credentials/installation-answers.js';
import { InstallationEndpoint } from '../credentials/installation-endpoint.js';
import type { TokenResponse } from '../credentials/token-response.js';
import type { KeptAgreement } from './agreement.js';
import type { Authorization } from './authorization.entity.js';
import { Authorizations } from './authorizations.service.js';
import type { ConnectSession } from './connect-session.entity.js';
import { ConnectSessions } from './connect-sessions.service.js';
import { grantedByInstallation, requireScopes } from './granted-scopes.js';

type Query = Readonly<Record<string, unknown>>;

/** A callback whose code was traded. */
export interface GrantedStep {
  readonly attempt: Authorization;
  readonly agreement: KeptAgreement;
  readonly session: ConnectSession;
  readonly integration: Integration;
  readonly party: TokenParty;
  readonly query: Query;
}

/**
 * Connects with an app's installation. The callback's query only claims which one: anybody can write another
 * organization's number there. It counts once the person's own token, from the code of the same callback, lists it
 * and shows that the account is theirs or theirs to administer: a mere reader of one repository is shown it as well.
 * https://docs.github.com/en/apps/creating-github-apps/registering-a-github-app/about-the-setup-url
 */
@Injectable()
export class ConnectWithInstallation {
  constructor(
    private readonly connections: Connections,
    private readonly connectSessions: ConnectSessions,
    private readonly authorizations: Authorizations,
    private readonly endpoint: InstallationEndpoint,
  ) {}

  async connect(step: GrantedStep, token: TokenResponse): Promise<Connection> {
    const { attempt, agreement, session, integration, party } = step;
    const id = claimedInstallation(party, step.query) ?? '';
    // The person's token is not kept: it has served its one purpose.
    const found = await this.endpoint.find(party, token.accessToken, id);
    if (!found) return this.authorizations.refuse(attempt.id, 'installation of somebody else');
    await this.requireOwner(step, token, found);
    if (found.suspended)
      throw new ProviderError(
        'insufficient_scope',
        `${party.manifest.name} has suspended this installation.`,
      );
    const minted = await this.endpoint.mint(party, id);
    const granted = grantedByInstallation(party.manifest, minted.permissions, session.scopes);
    requireScopes(party.manifest, granted);
    return this.connections.establish({
      integrationId: integration.id,
      provider: integration.provider,
      account: { id: installationAccount(id), name: found.accountName ?? `Installation ${id}`, email: null },
      credential: {
        secret: { kind: 'installation', installationId: id, accessToken: minted.accessToken },
        expiresAt: minted.expiresAt,
        refreshable: true,
      },
      settings: { installationId: id },
      grantedScopes: granted,
      endUserId: session.endUserId,
      memberId: session.memberId ?? null,
      reconnectId: session.connectionId ?? null,
      alongside: connectionId => this.connectSessions.complete(session, agreement, connectionId),
    });
  }

  private async requireOwner(
    step: GrantedStep,
    token: TokenResponse,
    found: ListedInstallation,
  ): Promise<void> {
    const { attempt, party } = step;
    const standing = await this.endpoint.standing(party, token.accessToken, found);
    if (standing === 'owner') return;
    const problem = notTheirs(party.manifest.name, found, standing);
    await this.authorizations.refuse(attempt.id, reasons[standing], problem);
  }
}

const reasons = {
  other: 'not an administrator of the account',
  unknown: 'the app may not read who administers the account',
} as const;

const notTheirs = (vendor: string, { accountName }: ListedInstallation, standing: keyof typeof reasons) => {
  const account = accountName ?? 'this account';
  const why =
    standing === 'unknown'
      ? `the app lacks the permission to read who administers ${account}; whoever runs it has to add that.`
      : `only somebody who administers ${account} at ${vendor} can connect it. Ask them to do it.`;
  return new HubError('not_account_owner', 403, `Not connected: ${why}`);
};

/** null when the vendor sent the person back without one, e.g. because an owner has to approve it first. */
export const claimedInstallation = ({ auth }: TokenParty, query: Query): string | null => {
  const claim = auth.installation && query[auth.installation.callbackParam];
  return typeof claim === 'string' && /^\d{1,19}$/.test(claim) ? claim : null;
};
