import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Connections, requireActive } from '#connections';
import { ConsentGate } from '#consent';
import { HubError } from '#kernel';
import { Organizations } from '#tenancy';
import { Quotas } from '../quotas/index.js';
import type { Sync } from './sync.entity.js';
import { SyncPurposes } from './sync-purposes.js';

/** Asked before a run and between its pages: is it still allowed? Reads everything anew. */
@Injectable()
export class RunGate {
  constructor(
    private readonly em: EntityManager,
    private readonly consents: ConsentGate,
    private readonly connections: Connections,
    private readonly purposes: SyncPurposes,
    private readonly organizations: Organizations,
    private readonly quotas: Quotas,
  ) {}

  /** Why it is not allowed now; null when it is. */
  async refusal(sync: Sync): Promise<HubError | null> {
    try {
      await this.pass(sync);
      return null;
    } catch (error) {
      if (error instanceof HubError) return error;
      throw error;
    }
  }

  /** In one transaction: a session of its own for each of the reads would cost four statements instead of one. */
  pass(sync: Sync): Promise<void> {
    return this.em.transactional(() => this.look(sync), { readOnly: true });
  }

  private async look(sync: Sync): Promise<void> {
    const organization = await this.organizations.current();
    await this.em.refresh(organization);
    if (organization.status !== 'active') {
      throw new HubError('organization_suspended', 403, 'This organization is suspended. Ask the operator.');
    }
    await this.consents.require({ consentId: sync.consentId, purpose: await this.purposes.of(sync) });
    const connection = await this.connections.get(sync.connectionId);
    await this.em.refresh(connection);
    requireActive(connection);
    await this.connections.requireEnabled(connection.integrationId);
    await this.quotas.requireRecordsWithin();
  }
}
