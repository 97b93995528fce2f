import { Injectable } from '@nestjs/common';
import { type Connection, Connections } from '#connections';
import { notFound } from '#kernel';
import { type ActionDefinition, ProviderRegistry } from '#provider-sdk';

export interface OfferedAction {
  readonly connection: Connection;
  readonly action: ActionDefinition;
  readonly missingScopes: readonly string[];
}

/** What can be asked of the provider behind a connection. */
@Injectable()
export class Actions {
  constructor(
    private readonly connections: Connections,
    private readonly registry: ProviderRegistry,
  ) {}

  async of(connectionId: string): Promise<OfferedAction[]> {
    const connection = await this.connections.get(connectionId);
    const { provider, manifest } = this.registry.get(connection.provider);
    // A typed secret names no scopes; what it may do shows when it is tried.
    const granted = manifest.auth.kind === 'oauth2' ? connection.grantedScopes : null;
    return (provider.actions ?? []).map(action => ({
      connection,
      action,
      missingScopes: action.scopes.filter(scope => granted?.includes(scope) === false),
    }));
  }

  async one(connectionId: string, name: string): Promise<OfferedAction> {
    const offered = (await this.of(connectionId)).find(({ action }) => action.name === name);
    if (!offered) throw notFound('action');
    return offered;
  }
}
