import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Consents } from '#consent';
import { type Integration, Integrations } from '#integrations';
import { Clock, conflict, currentContext } from '#kernel';
import { type ProviderManifest, ProviderRegistry } from '#provider-sdk';
import { Appearances } from '../../appearance/index.js';
import { type Agreement, agreementOf, type KeptAgreement } from './agreement.js';
import type { ConnectSession } from './connect-session.entity.js';

/** What the person is asked to agree to. */
export interface Subject {
  readonly integration: Integration;
  readonly manifest: ProviderManifest;
}

/** The consents that an end user gives on the connect page. */
@Injectable()
export class Agreements {
  constructor(
    private readonly em: EntityManager,
    private readonly integrations: Integrations,
    private readonly registry: ProviderRegistry,
    private readonly appearances: Appearances,
    private readonly consents: Consents,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async integrationOf(session: ConnectSession): Promise<Subject> {
    const integration = await this.integrations.get(session.integrationId);
    return { integration, manifest: this.registry.get(integration.provider).manifest };
  }

  async textOf(session: ConnectSession, manifest: ProviderManifest): Promise<Agreement> {
    return agreementOf(manifest, session.scopes, (await this.appearances.look()).name);
  }

  /** Nobody agrees to words that they have not read. `read` is the version that stood on the page. */
  async requireCurrent(
    session: ConnectSession,
    manifest: ProviderManifest,
    read: string | undefined,
  ): Promise<void> {
    const { textVersion } = await this.textOf(session, manifest);
    if (read === undefined || read === textVersion) return;
    throw conflict(
      'agreement_outdated',
      'What you are asked for has changed meanwhile. Please read it again.',
    );
  }

  /** The person agrees. It becomes consents once there is a connection. */
  async agree(session: ConnectSession, manifest: ProviderManifest): Promise<KeptAgreement> {
    const { purposes, textVersion } = await this.textOf(session, manifest);
    const keys = purposes.map(({ key }) => key);
    const { noticeVersion } = session;
    await this.em.transactional(() =>
      this.audit.record({
        action: 'connect_session.agreed',
        target: { type: 'connect_session', id: session.id },
        details: { noticeVersion, textVersion, purposes: keys },
      }),
    );
    const { address = null, userAgent = null, requestId = '' } = currentContext() ?? {};
    const at = this.clock.now().toISOString();
    return { purposes: keys, textVersion, at, address, userAgent, requestId };
  }

  /** One consent per purpose; call inside the transaction that makes the connection. Answers their ids. */
  async record(session: ConnectSession, agreed: KeptAgreement, connectionId: string): Promise<string[]> {
    const { endUserId, endUserLabel, noticeVersion } = session;
    const ids: string[] = [];
    for (const purpose of agreed.purposes) {
      const { id } = await this.consents.give({
        subject: { type: 'end_user', id: endUserId, ...(endUserLabel ? { label: endUserLabel } : {}) },
        purpose,
        lawfulBasis: 'consent',
        noticeVersion,
        method: 'connect_page',
        connectionId,
        evidence: { ...agreed, at: new Date(agreed.at) },
      });
      ids.push(id);
    }
    return ids;
  }
}
