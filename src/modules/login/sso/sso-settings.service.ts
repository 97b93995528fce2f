import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { Vault } from '#crypto';
import { Clock, conflict, currentOrganization, invalid, newId, notFound } from '#kernel';
import { AuditTrail } from '#tenancy';
import type { z } from 'zod';
import type { ConfigureSso, SsoState, SsoView } from '../http/login.dto.js';
import { LoginSession } from '../sessions/login-session.entity.js';
import { IdentityProvider, type SsoClient } from './identity-provider.js';
import { SsoConnection } from './sso-connection.entity.js';
import { SsoRefusal } from './sso-refusal.js';

/** The current organization's identity provider. */
@Injectable()
export class SsoSettings {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly provider: IdentityProvider,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Null when it is not set up. */
  look(): Promise<SsoConnection | null> {
    return this.em.findOne(SsoConnection, { organizationId: currentOrganization() });
  }

  async find(): Promise<SsoConnection> {
    const found = await this.look();
    if (!found) throw notFound('single sign-on');
    return found;
  }

  async state(): Promise<z.infer<typeof SsoState>> {
    const connection = await this.look();
    return {
      connection: connection && this.view(connection),
      redirectUri: this.redirectUri(currentOrganization()),
    };
  }

  async clientOf(connection: SsoConnection): Promise<SsoClient> {
    const clientSecret = await this.vault.open(
      connection.clientSecret,
      placeOf(connection.id, connection.secretVersion),
    );
    return { issuer: connection.issuer, clientId: connection.clientId, clientSecret };
  }

  /** Asks the provider at once, so that a mistake shows here and not to the first who tries. */
  async configure({ clientSecret, ...wish }: z.infer<typeof ConfigureSso>): Promise<z.infer<typeof SsoView>> {
    await this.requireProvider(wish.issuer);
    const before = await this.look();
    // Another issuer never gets the secret that was typed for this one.
    const keepsSecret = before?.issuer === wish.issuer && before.clientId === wish.clientId;
    if (clientSecret === undefined && !keepsSecret)
      throw invalid('clientSecret', 'expected the client’s secret');
    if (wish.isEnforced) await this.requireProven(wish.issuer);
    const id = before?.id ?? newId();
    const version = (before?.secretVersion ?? 0) + 1;
    const sealed =
      clientSecret === undefined ? null : await this.vault.seal(clientSecret, placeOf(id, version));
    const changedAt = this.clock.now();
    return this.em.transactional(async em => {
      const secret = sealed ? { clientSecret: sealed, secretVersion: version } : {};
      const connection = before
        ? em.assign(before, { ...wish, ...secret, changedAt })
        : em.create(SsoConnection, {
            ...wish,
            ...{ id, organizationId: currentOrganization(), changedAt },
            ...{ clientSecret: sealed ?? Buffer.alloc(0), secretVersion: version },
          });
      await em.flush();
      if (!keepsSecret) await this.endSessions(em);
      await this.record('sso.configured', connection);
      return this.view(connection);
    });
  }

  remove(): Promise<void> {
    return this.em.transactional(async em => {
      const connection = await this.find();
      em.remove(connection);
      await this.endSessions(em);
      await em.flush();
      await this.record('sso.removed', connection);
    });
  }

  view(connection: SsoConnection): z.infer<typeof SsoView> {
    const { issuer, clientId, defaultRole, allowedDomains, isEnforced, organizationId, changedAt } =
      connection;
    return {
      ...{ issuer, clientId, defaultRole, allowedDomains, isEnforced },
      redirectUri: this.redirectUri(organizationId),
      loginUrl: `${this.config.publicUrl}/auth/sso/${organizationId}`,
      changedAt: changedAt.toISOString(),
    };
  }

  /** Each organization has one of its own, so that an answer cannot be mistaken for another's. */
  redirectUri(organizationId: string): string {
    return `${this.config.publicUrl}/auth/sso/${organizationId}/callback`;
  }

  /** Whoever sets it up may know what is wrong with the answer, unlike whoever logs in. */
  private async requireProvider(issuer: string): Promise<void> {
    try {
      await this.provider.discover(issuer);
    } catch (error) {
      throw error instanceof SsoRefusal ? invalid('issuer', issuerWords(error.reason)) : error;
    }
  }

  /** Otherwise a mistake would lock everybody out. */
  private async requireProven(issuer: string): Promise<void> {
    const sql = `select 1 from member_login l join member m on m.organization_id = l.organization_id and m.id = l.member_id
      where l.issuer = ? and m.role = 'owner' and m.status = 'active' limit 1`;
    const rows = await this.em.transactional(em => em.execute<unknown[]>(sql, [issuer]));
    if (rows.length > 0) return;
    throw conflict('sso_unproven', 'Enforce it after an owner has logged in by it once.');
  }

  /** Whom another provider vouched for comes in again by the new one. The realm is the organization's own. */
  private endSessions(em: EntityManager): Promise<number> {
    return em.nativeDelete(LoginSession, { method: 'sso' });
  }

  private record(action: string, connection: SsoConnection): Promise<void> {
    const { issuer, defaultRole, allowedDomains, isEnforced } = connection;
    return this.audit.record({
      action,
      target: { type: 'sso_connection', id: connection.id },
      details: { issuer, defaultRole, allowedDomains, isEnforced },
    });
  }
}

const placeOf = (rowId: string, version: number) => ({
  ...{ table: 'sso_connection', field: 'client_secret' },
  rowId,
  version,
});

const issuerWords = (reason: string): string =>
  reason === 'discovery_of_another_issuer'
    ? 'expected the issuer letter by letter as the provider names itself there; look for a slash at the end'
    : 'expected the address of an OpenID provider; nothing readable is at its /.well-known/openid-configuration';
