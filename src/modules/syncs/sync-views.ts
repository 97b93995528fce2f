import { Injectable } from '@nestjs/common';
import { Connections } from '#connections';
import { invalid } from '#kernel';
import { inputsIn, Mappings, readFilter, syntaxProblem, type View } from '#mappings';
import { models } from '#unified-models';
import type { Sync } from './sync.entity.js';

export type ViewSettings = Pick<Sync, 'mappingId' | 'mappingVersion' | 'filter'>;
type Of = Pick<Sync, 'connectionId' | 'model' | 'mappingId'>;
type Wishes = { readonly [Name in keyof ViewSettings]?: ViewSettings[Name] | undefined };

/** How syncs see their providers: mapping and filter. */
@Injectable()
export class SyncViews {
  constructor(
    private readonly mappings: Mappings,
    private readonly connections: Connections,
  ) {}

  async of({ model, mappingId, mappingVersion, filter }: Pick<Sync, 'model'> & ViewSettings): Promise<View> {
    const mapping =
      mappingId && mappingVersion ? await this.mappings.compiled(mappingId, mappingVersion) : null;
    return { model: models[model], mapping, filter: filter ? readFilter(filter) : null };
  }

  /** The wishes, complete and found possible; a mapping without a version means its latest. */
  async settle<W extends Wishes>(sync: Of, wishes: W): Promise<W> {
    if (wishes.filter) {
      const problem = syntaxProblem(wishes.filter, inputsIn);
      if (problem !== null) throw invalid('filter', problem);
    }
    const { mappingId = sync.mappingId ?? null, mappingVersion } = wishes;
    if (mappingId === null && mappingVersion) throw invalid('mappingVersion', 'name the mappingId too');
    if (wishes.mappingId === undefined && mappingVersion === undefined) return wishes;
    if (mappingId === null) return { ...wishes, mappingId, mappingVersion: null };
    return {
      ...wishes,
      mappingId,
      mappingVersion: await this.fitting(sync, mappingId, mappingVersion ?? null),
    };
  }

  private async fitting(sync: Of, mappingId: string, wanted: number | null): Promise<number> {
    const { mapping } = await this.mappings.get(mappingId);
    const { provider } = await this.connections.get(sync.connectionId);
    if (mapping.provider !== provider || mapping.model !== sync.model)
      throw invalid('mappingId', `it maps ${mapping.model} of ${mapping.provider}`);
    const { version } = await this.mappings.version(mappingId, wanted ?? mapping.latestVersion);
    return version;
  }
}

/** Stored records were read under other rules. */
export const isReread = (changed: readonly string[]): boolean =>
  changed.some(name => name === 'mappingId' || name === 'mappingVersion' || name === 'filter');
