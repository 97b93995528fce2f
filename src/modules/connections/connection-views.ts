import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OutboundClient } from '#http';
import { ProviderRegistry } from '#provider-sdk';
import type { Connection } from './connection.entity.js';
import type { ConnectionView } from './connections.dto.js';
import { viewConnection } from './connections.view.js';
import { Credential } from './credentials/credential.entity.js';
import { connectionBudget } from './provider-budgets.js';

/** A connection with what is known of its credential, its budget and its troubles. */
@Injectable()
export class ConnectionViews {
  constructor(
    private readonly em: EntityManager,
    private readonly registry: ProviderRegistry,
    private readonly outbound: OutboundClient,
  ) {}

  async of(connection: Connection): Promise<ConnectionView> {
    const credential = await this.em.findOne(Credential, { connectionId: connection.id });
    return viewConnection(
      connection,
      this.registry.get(connection.provider).manifest,
      credential ?? undefined,
      this.outbound.budget(connectionBudget(connection)),
    );
  }
}
