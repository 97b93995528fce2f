import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Audit } from '#audit';
import { Config } from '#config';
import { OrganizationScope } from '#database';
import { Clock, currentOrganization, HubError, invalid, newId, notFound } from '#kernel';
import { type ProviderManifest, ProviderRegistry } from '#provider-sdk';
import type { CreateConnectSession } from '../connections.dto.js';
import { Connections, requireReconnectable } from '../connections.service.js';
import { hashOf } from './authorizations.service.js';
import { ConnectSession } from './connect-session.entity.js';

@Injectable()
export class ConnectSessions {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly connections: Connections,
    private readonly registry: ProviderRegistry,
    private readonly audit: Audit,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  async get(id: string): Promise<ConnectSession> {
    const session = await this.em.findOne(ConnectSession, { id });
    if (!session) throw notFound('connect session');
    return session;
  }

  /** Makes the session and its link; only the link's hash is kept. */
  async create(input: CreateConnectSession): Promise<{ session: ConnectSession; url: string }> {
    const integration = await this.connections.requireEnabled(input.integrationId);
    if (input.connectionId) await this.requireReconnectable(input.connectionId, integration.id);
    if (input.returnTo) this.checkReturn(input.returnTo);
    const { manifest } = this.registry.get(integration.provider);
    const scopes = scopesOf(manifest, input.scopes);
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
        scopes,
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
        details: { provider: integration.provider, scopes },
        personal: { endUserId: input.endUserId },
      });
      return made;
    });
    // On the host that the vendor sends the browser back to, for that is where the browser's cookie must arrive.
    return { session, url: `${this.config.callbackUrl}/connect/${token}` };
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

  requireOpen(session: ConnectSession): void {
    if (!session.consumedAt && session.expiresAt > this.clock.now()) return;
    throw closed(session.consumedAt ? 'was used already' : 'has expired');
  }

  /** Uses the session up; call inside the transaction that makes the connection, so that one link makes one. */
  async complete(session: ConnectSession, connectionId: string): Promise<void> {
    const used = await this.em.nativeUpdate(
      ConnectSession,
      { id: session.id, consumedAt: null },
      { connectionId, consumedAt: this.clock.now() },
    );
    if (used !== 1) throw closed('was used already');
  }

  statusOf(session: ConnectSession): 'open' | 'completed' | 'expired' {
    if (session.consumedAt) return 'completed';
    return session.expiresAt > this.clock.now() ? 'open' : 'expired';
  }

  private async requireReconnectable(connectionId: string, integrationId: string): Promise<void> {
    const connection = await this.connections.get(connectionId);
    if (connection.integrationId !== integrationId)
      throw invalid('connectionId', 'it belongs to another integration');
    requireReconnectable(connection);
  }

  private checkReturn(returnTo: string): void {
    const own = [this.config.publicUrl, this.config.consoleUrl].map(url => new URL(url).origin);
    const allowed = [...own, ...this.config.settings.CAUSEWAY_RETURN_ORIGINS];
    if (allowed.includes(new URL(returnTo).origin)) return;
    throw invalid(
      'returnTo',
      'its origin is not allowed; the operator lists origins in CAUSEWAY_RETURN_ORIGINS',
    );
  }
}

const closed = (reason: string): HubError =>
  new HubError('connect_session_closed', 410, `This link ${reason}. Ask for a new one.`);

/** Asked scopes must be the provider's; required ones are always among them. */
const scopesOf = (manifest: ProviderManifest, asked: readonly string[] | undefined): string[] => {
  const known = manifest.scopes.map(use => use.scope);
  const strange = asked?.find(scope => !known.includes(scope));
  if (strange) throw invalid('scopes', `${strange} is not a scope of ${manifest.name}`);
  const required = manifest.scopes.filter(use => use.required).map(use => use.scope);
  return asked ? [...new Set([...required, ...asked])] : known;
};
