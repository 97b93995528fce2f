import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Audit } from '#audit';
import { OrganizationScope } from '#database';
import { Clock, currentOrganization, HubError, invalid, newId, notFound } from '#kernel';
import { type ProviderManifest, scopeName } from '#provider-sdk';
import type { CreateConnectSession } from '../connections.dto.js';
import type { KeptAgreement } from './agreement.js';
import { Agreements } from './agreements.service.js';
import { ConnectPermits } from './connect-permits.service.js';
import { settingsOf } from './connect-settings.js';
import { hashOf } from './authorizations.service.js';
import { ConnectSession } from './connect-session.entity.js';
import { ReturnPaths } from './return-paths.js';

@Injectable()
export class ConnectSessions {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly permits: ConnectPermits,
    private readonly agreements: Agreements,
    private readonly audit: Audit,
    private readonly returns: ReturnPaths,
    private readonly clock: Clock,
  ) {}

  async get(id: string): Promise<ConnectSession> {
    const session = await this.em.findOne(ConnectSession, { id });
    if (!session) throw notFound('connect session');
    return session;
  }

  /** Makes the session and its link; only the link's hash is kept. */
  async create(input: CreateConnectSession): Promise<{ session: ConnectSession; url: string }> {
    const { integration, manifest } = await this.permits.forNew(input);
    const scopes = scopesOf(manifest, input.scopes);
    const settings = settingsOf(manifest, input.settings);
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const session = await this.em.transactional(async em => {
      const made = em.create(ConnectSession, {
        id: newId(),
        organizationId: currentOrganization(),
        integrationId: integration.id,
        connectionId: input.connectionId ?? null,
        tokenHash: hashOf(token),
        endUserId: input.endUserId,
        endUserLabel: input.endUserLabel ?? null,
        memberId: input.memberId ?? null,
        method: input.method,
        scopes,
        settings,
        noticeVersion: input.noticeVersion,
        returnTo: input.returnTo ?? null,
        createdAt: now,
        expiresAt: new Date(now.getTime() + input.expiresInSeconds * 1000),
        consentIds: [],
      });
      em.persist(made);
      await em.flush();
      await this.audit.record({
        action: 'connect_session.created',
        target: { type: 'connect_session', id: made.id },
        details: { provider: integration.provider, method: input.method, scopes },
        personal: { endUserId: input.endUserId },
      });
      return made;
    });
    return { session, url: this.returns.link(token) };
  }

  /** Finds the session behind a link and works inside its organization, as its end user. */
  async withLink<T>(token: string, work: (session: ConnectSession) => Promise<T>): Promise<T> {
    const hash = hashOf(token);
    const found = await this.scope.acrossOrganizations(
      'the link of a connect session names its organization',
      em =>
        em.execute<{ id: string; organization_id: string }[]>(
          'select id, organization_id from connect_session where token_hash = ?',
          [hash],
        ),
    );
    const row = found[0];
    if (!row) throw notFound('connect session');
    return this.within(row, work);
  }

  async within<T>(
    row: { id: string; organization_id: string },
    work: (session: ConnectSession) => Promise<T>,
  ): Promise<T> {
    return this.scope.run(row.organization_id, { kind: 'end_user', id: row.id }, async () =>
      work(await this.get(row.id)),
    );
  }

  /** Kept while the person is at the vendor's. */
  async openedAs(session: ConnectSession, display: 'page' | 'popup'): Promise<void> {
    if (session.display === display) return;
    session.display = display;
    await this.em.flush();
  }

  /** The person does not want to; the link stays good, in case they change their mind. */
  async refuse(session: ConnectSession): Promise<void> {
    this.requireOpen(session);
    await this.em.transactional(() =>
      this.audit.record({
        action: 'connect_session.refused',
        target: { type: 'connect_session', id: session.id },
        outcome: 'refused',
        details: { noticeVersion: session.noticeVersion },
      }),
    );
    await this.failed(session, 'connect_refused', 'The person did not agree. Nothing was connected.');
  }

  /** Keeps why a sign-in connected nothing, for whoever waits for the session elsewhere. The link stays good. */
  async failed(session: ConnectSession, code: string, detail: string): Promise<void> {
    await this.em.transactional(em =>
      em.nativeUpdate(
        ConnectSession,
        { id: session.id },
        { failureCode: code, failureDetail: detail, failedAt: this.clock.now() },
      ),
    );
  }

  requireOpen(session: ConnectSession): void {
    if (!session.consumedAt && session.expiresAt > this.clock.now()) return;
    throw closed(session.consumedAt ? 'was used already' : 'has expired');
  }

  /**
   * Uses the session up and records what the person agreed to; call inside the transaction that makes the connection, so
   * that one link makes one, and none makes no consents.
   */
  async complete(session: ConnectSession, agreed: KeptAgreement, connectionId: string): Promise<void> {
    const used = await this.em.nativeUpdate(
      ConnectSession,
      { id: session.id, consumedAt: null },
      { connectionId, consumedAt: this.clock.now() },
    );
    if (used !== 1) throw closed('was used already');
    const consentIds = await this.agreements.record(session, agreed, connectionId);
    await this.em.nativeUpdate(ConnectSession, { id: session.id }, { consentIds });
  }

  statusOf(session: ConnectSession): 'open' | 'completed' | 'expired' {
    if (session.consumedAt) return 'completed';
    return session.expiresAt > this.clock.now() ? 'open' : 'expired';
  }
}

const closed = (reason: string): HubError =>
  new HubError('connect_session_closed', 410, `This link ${reason}. Ask for a new one.`);

/** Asked scopes must be the provider's; required ones are always among them. */
const scopesOf = (manifest: ProviderManifest, asked: readonly string[] | undefined): string[] => {
  const known = manifest.scopes.map(scopeName);
  const strange = asked?.find(scope => !known.includes(scope));
  if (strange) throw invalid('scopes', `${strange} is not a scope of ${manifest.name}`);
  const required = manifest.scopes.filter(use => use.required).map(scopeName);
  return asked ? [...new Set([...required, ...asked])] : known;
};
