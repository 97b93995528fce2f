import { Injectable } from '@nestjs/common';
import { invalid } from '#kernel';
import { type ProviderManifest, ProviderRegistry } from '#provider-sdk';
import type { CreateConnectSession } from '../connections.dto.js';
import { Connections, requireReconnectable } from '../connections.service.js';
import type { Subject } from './agreements.service.js';
import { ConnectRoom } from './connect-room.service.js';
import { ReturnPaths } from './return-paths.js';

/** What may speak against a connect session before it is made. */
@Injectable()
export class ConnectPermits {
  constructor(
    private readonly connections: Connections,
    private readonly registry: ProviderRegistry,
    private readonly returns: ReturnPaths,
    private readonly room: ConnectRoom,
  ) {}

  async forNew(wish: CreateConnectSession): Promise<Subject> {
    const integration = await this.connections.requireEnabled(wish.integrationId);
    const { manifest } = this.registry.get(integration.provider);
    if (wish.connectionId) await this.requireReconnectable(wish.connectionId, integration.id);
    if (wish.returnTo) this.returns.check(wish.returnTo);
    if (wish.method === 'installation') requireInstallable(manifest);
    await this.room.require(wish);
    return { integration, manifest };
  }

  private async requireReconnectable(connectionId: string, integrationId: string): Promise<void> {
    const connection = await this.connections.get(connectionId);
    if (connection.integrationId !== integrationId)
      throw invalid('connectionId', 'it belongs to another integration');
    requireReconnectable(connection);
  }
}

const requireInstallable = ({ auth, name }: ProviderManifest): void => {
  if (auth.kind !== 'oauth2' || !auth.installation) throw invalid('method', `${name} has no apps to install`);
};
