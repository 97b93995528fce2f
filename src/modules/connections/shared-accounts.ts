import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { ProviderClient } from '#integrations';
import type { Connection } from './connection.entity.js';

/**
 * Vendors keep one grant for an account and a client, whoever asked for it: taking back a token of one connection ends
 * those of all others of the pair, which may be other organizations'. Who they are is nobody's business here.
 */
@Injectable()
export class SharedAccounts {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
  ) {}

  /** Whether another connection works with the same account through the client `clientId`. */
  async isShared({ id, provider, remoteAccountId }: Connection, clientId: string): Promise<boolean> {
    const operators = await this.em.findOne(ProviderClient, { provider });
    const found = await this.scope.acrossOrganizations('whether a grant to end is used by others', em =>
      em.execute<unknown[]>(
        `select from connection c join integration i on i.id = c.integration_id
         where c.provider = ? and c.remote_account_id = ? and c.status = 'active' and c.id <> ?
           and coalesce(i.client_id, ?) = ? limit 1`,
        [provider, remoteAccountId, id, operators?.clientId ?? '', clientId],
      ),
    );
    return found.length > 0;
  }
}
