import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { currentContext, HubError } from '#kernel';
import type { ProviderManifest } from '#provider-sdk';
import { ConnectWithSecret } from '../connect-with-secret.js';
import type { Connection } from '../connection.entity.js';
import { Connections } from '../connections.service.js';
import { ProviderSessions } from '../provider-sessions.js';
import { Agreements, type Subject } from './agreements.service.js';
import type { Authorization } from './authorization.entity.js';
import { Authorizations, hashOf, invalidState } from './authorizations.service.js';
import type { ConnectSession } from './connect-session.entity.js';
import { ConnectSessions } from './connect-sessions.service.js';
import { ConnectWithGrant } from './connect-with-grant.service.js';
import { claimedInstallation } from './connect-with-installation.service.js';
import type { StrategyOutcome } from './oauth-strategy.js';

export interface Finished {
  readonly session: ConnectSession;
  readonly manifest: ProviderManifest;
  readonly connection: Connection | null;
  /** Why nothing was connected, in words for the person; null when it was. */
  readonly refusal: string | null;
}

/** What becomes of a callback, while it is still inside its organization. */
export interface Endings {
  finished(finished: Finished): Promise<void>;
  failed(session: ConnectSession, error: HubError): Promise<void>;
}

/** What an end user does with a connect session: agree, sign in at the vendor (or type a secret), come back. */
@Injectable()
export class ConnectFlow {
  constructor(
    private readonly scope: OrganizationScope,
    private readonly connectSessions: ConnectSessions,
    private readonly authorizations: Authorizations,
    private readonly connections: Connections,
    private readonly secrets: ConnectWithSecret,
    private readonly sessions: ProviderSessions,
    private readonly agreements: Agreements,
    private readonly grants: ConnectWithGrant,
  ) {}

  integrationOf(session: ConnectSession): Promise<Subject> {
    return this.agreements.integrationOf(session);
  }

  /** `read`: the version of the text that stood on the page. */
  async requireCurrent(session: ConnectSession, read: string | undefined): Promise<void> {
    this.connectSessions.requireOpen(session);
    const { manifest } = await this.integrationOf(session);
    await this.agreements.requireCurrent(session, manifest, read);
  }

  /** The person agreed and goes on to the vendor. Answers where to send the browser. */
  async authorize(session: ConnectSession, browser: string): Promise<string> {
    this.connectSessions.requireOpen(session);
    const { integration, manifest } = await this.integrationOf(session);
    await this.connections.requireEnabled(integration.id);
    const agreement = await this.agreements.agree(session, manifest);
    return this.authorizations.start(session, integration, { browser, agreement });
  }

  /** The person agreed and typed a secret. */
  async submit(session: ConnectSession, credentials: Readonly<Record<string, string>>): Promise<Finished> {
    this.connectSessions.requireOpen(session);
    const { manifest } = await this.integrationOf(session);
    const connection = await this.secrets.connect({
      integrationId: session.integrationId,
      credentials,
      endUserId: session.endUserId,
      memberId: session.memberId ?? null,
      reconnectId: session.connectionId ?? null,
      alongside: async id =>
        this.connectSessions.complete(session, await this.agreements.agree(session, manifest), id),
    });
    return { session, manifest, connection, refusal: null };
  }

  /** The browser came back from the vendor. */
  async callback(
    provider: string,
    query: Readonly<Record<string, unknown>>,
    browser: string | undefined,
    endings: Endings,
  ): Promise<void> {
    const { state } = query;
    if (typeof state !== 'string' || state.length > 200) throw invalidState();
    const found = await this.scope.acrossOrganizations(
      'the state of an OAuth callback names its organization',
      em =>
        em.execute<{ id: string; organization_id: string }[]>(
          'select id, organization_id from authorization_attempt where state_hash = ?',
          [hashOf(state)],
        ),
    );
    const row = found[0];
    if (!row) throw invalidState();
    const actor = { kind: 'end_user', id: row.id } as const;
    return this.scope.run(row.organization_id, actor, async () => {
      const attempt = await this.authorizations.consume(row.id, provider, browser);
      const session = await this.connectSessions.get(attempt.connectSessionId);
      const context = currentContext();
      if (context) context.actor = { kind: 'end_user', id: session.endUserId };
      const finished = await this.finish(attempt, session, query).catch((error: unknown) => {
        if (error instanceof HubError) return error;
        throw error;
      });
      await this.keepFailure(session, finished);
      return finished instanceof HubError ? endings.failed(session, finished) : endings.finished(finished);
    });
  }

  private async keepFailure(session: ConnectSession, finished: Finished | HubError): Promise<void> {
    if (finished instanceof HubError)
      await this.connectSessions.failed(session, finished.code, finished.publicDetail);
    else if (finished.refusal !== null)
      await this.connectSessions.failed(session, 'connect_refused', finished.refusal);
  }

  private async finish(
    attempt: Authorization,
    session: ConnectSession,
    query: Readonly<Record<string, unknown>>,
  ): Promise<Finished> {
    const { provider } = attempt;
    this.connectSessions.requireOpen(session);
    const { integration, manifest } = await this.integrationOf(session);
    await this.connections.requireEnabled(integration.id);
    const { agreement } = attempt;
    // It began before agreements were kept with it.
    if (!agreement) throw invalidState();
    const { settings } = session;
    const party = await this.sessions.party({ integrationId: integration.id, provider, settings });
    if (session.method === 'installation' && claimedInstallation(party, query) === null)
      return { session, manifest, connection: null, refusal: notInstalled };
    const outcome = await this.authorizations.finish(attempt, party, query);
    if (outcome.kind !== 'granted') {
      return { session, manifest, connection: null, refusal: refusalOf(outcome) };
    }
    const step = { attempt, agreement, session, integration, party, query };
    const connection = await this.grants.connect(step, outcome.token);
    return { session, manifest, connection, refusal: null };
  }
}

const notInstalled =
  'The app was not installed. Perhaps an owner of the account has to approve it first; connect it again then.';

const refusalOf = (outcome: StrategyOutcome): string =>
  outcome.kind === 'refused' && outcome.reason !== 'access_denied'
    ? 'The provider could not complete this. Nothing was connected; try again later.'
    : 'You did not agree at the provider. Nothing was connected.';
