import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Consents } from '#consent';
import { type Integration, Integrations } from '#integrations';
import { type ProviderManifest, ProviderRegistry } from '#provider-sdk';
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
    private readonly consents: Consents,
  ) {}

  async integrationOf(session: ConnectSession): Promise<Subject> {
    const integration = await this.integrations.get(session.integrationId);
    return { integration, manifest: this.registry.get(integration.provider).manifest };
  }

  /** One consent per purpose that the asked scopes serve; asked once per session, however often the page is sent. */
  async agree(session: ConnectSession, manifest: ProviderManifest): Promise<void> {
    if (session.consentIds.length > 0) return;
    const served = manifest.scopes.filter(use => session.scopes.includes(use.scope)).map(use => use.purpose);
    const purposes = new Set([
      ...served,
      ...(manifest.auth.kind === 'oauth2' ? [] : manifest.models.map(m => m.purpose)),
    ]);
    for (const purpose of purposes) {
      const consent = await this.consents.give({
        subject: {
          type: 'end_user',
          id: session.endUserId,
          ...(session.endUserLabel ? { label: session.endUserLabel } : {}),
        },
        purpose,
        lawfulBasis: 'consent',
        noticeVersion: session.noticeVersion,
        method: 'connect_page',
      });
      session.consentIds.push(consent.id);
    }
    await this.em.flush();
  }
}
