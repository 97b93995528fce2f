import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Connection } from '#connections';
import { ConsentGate } from '#consent';
import { HubError } from '#kernel';
import { ProviderRegistry } from '#provider-sdk';

/** A notice tells people what happened in somebody's account, so it stands on a consent like a sync's records do. */
@Injectable()
export class NoticeConsents {
  constructor(
    private readonly em: EntityManager,
    private readonly gate: ConsentGate,
    private readonly registry: ProviderRegistry,
  ) {}

  /** A consent of the connection, or of one of its syncs, for what the provider's models are for; read anew. */
  async of({ id, provider }: Connection): Promise<string | null> {
    const { models } = this.registry.get(provider).manifest;
    const purposes = new Set<string>(models.map(({ purpose }) => purpose));
    const candidates = await this.em.execute<{ id: string; purpose: string }[]>(
      `select id, purpose from consent_record
       where state = 'given' and (connection_id = ?
         or id in (select consent_id from sync where connection_id = ?))
       order by id desc limit 100`,
      [id, id],
    );
    for (const { id: consentId, purpose } of candidates) {
      if (purposes.has(purpose) && (await this.passes(consentId, purpose))) return consentId;
    }
    return null;
  }

  private async passes(consentId: string, purpose: string): Promise<boolean> {
    try {
      await this.gate.require({ consentId, purpose });
      return true;
    } catch (error) {
      if (error instanceof HubError) return false;
      throw error;
    }
  }
}
