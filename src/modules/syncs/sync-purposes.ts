import { Injectable } from '@nestjs/common';
import { Connections } from '#connections';
import { invalid } from '#kernel';
import { type ModelPowers, ProviderRegistry } from '#provider-sdk';
import type { Sync } from './sync.entity.js';

/** What a provider says about a sync's model. */
@Injectable()
export class SyncPurposes {
  constructor(
    private readonly connections: Connections,
    private readonly registry: ProviderRegistry,
  ) {}

  async powers({ connectionId, model }: Pick<Sync, 'connectionId' | 'model'>): Promise<ModelPowers> {
    const { provider } = await this.connections.get(connectionId);
    const { manifest } = this.registry.get(provider);
    const powers = manifest.models.find(candidate => candidate.model === model);
    if (!powers) throw invalid('model', `${manifest.name} has no ${model}`);
    return powers;
  }

  /** The purpose that the sync needs a consent for. */
  async of(sync: Pick<Sync, 'connectionId' | 'model'>): Promise<string> {
    return (await this.powers(sync)).purpose;
  }
}
