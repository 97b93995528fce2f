import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { installationAccount } from '#provider-sdk';

/** A connection as far as it may be known outside its organization. */
export interface FoundConnection {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly integrationId: string;
}

/** Which organizations reach an account at a vendor. */
@Injectable()
export class RemoteAccounts {
  constructor(private readonly scope: OrganizationScope) {}

  /**
   * Whose connections a delivery to an app is for, across organizations. Ids of accounts and of installations alike;
   * disconnected connections are nobody's.
   */
  async find(provider: string, remoteAccountIds: readonly string[]): Promise<FoundConnection[]> {
    if (remoteAccountIds.length === 0) return [];
    const ids = remoteAccountIds.flatMap(id => [id, installationAccount(id)]);
    const rows = await this.scope.acrossOrganizations('whose accounts a delivery to an app names', em =>
      em.execute<{ id: string; organization_id: string; integration_id: string }[]>(
        `select id, organization_id, integration_id from connection
         where provider = ? and remote_account_id in (?) and status <> 'disconnected' order by id`,
        [provider, ids],
      ),
    );
    return rows.map(row => ({
      organizationId: row.organization_id,
      connectionId: row.id,
      integrationId: row.integration_id,
    }));
  }
}
