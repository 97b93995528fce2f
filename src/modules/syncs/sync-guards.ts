import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ConsentGate } from '#consent';
import { Connections } from '#connections';
import { invalid } from '#kernel';
import { derivedFrom, Mappings } from '#mappings';
import { type IntegrationProvider, type ModelPowers, ProviderRegistry } from '#provider-sdk';
import { type FieldGuard, stripRemote, type WithheldField } from '#records';
import type { ModelName } from '#unified-models';
import { guardedView } from './guarded-view.js';
import { decisionsOf } from './run-request.js';
import type { Sync } from './sync.entity.js';
import { SyncPurposes } from './sync-purposes.js';

/** Which fields of a sync stand under a consent of their own, and whether it stands. */
@Injectable()
export class SyncGuards {
  constructor(
    private readonly em: EntityManager,
    private readonly gate: ConsentGate,
    private readonly connections: Connections,
    private readonly purposes: SyncPurposes,
    private readonly registry: ProviderRegistry,
    private readonly mappings: Mappings,
  ) {}

  /** Null where nothing is guarded. */
  async of(sync: Sync): Promise<FieldGuard | null> {
    if (!this.isGuarded(sync.model)) return null;
    const said = fieldsOf(await this.purposes.powers(sync));
    if (said.length === 0) return null;
    const all = [...said, ...(await this.derived(sync, said))];
    const connection = await this.connections.get(sync.connectionId);
    const { provider } = this.registry.get(connection.provider);
    return {
      decisions: decisionsOf(sync),
      all: () => all,
      withheld: () => this.withheld(sync.id, all),
      strip: (sealed, fields) =>
        stripRemote(sealed, fields, (data, names) => provider.withhold?.(sync.model, data, names) ?? ''),
    };
  }

  /** What a mapping makes of guarded fields is guarded like them: it would outlive their erasure otherwise. */
  private async derived(
    { mappingId, mappingVersion }: Sync,
    said: readonly WithheldField[],
  ): Promise<WithheldField[]> {
    if (!mappingId || !mappingVersion) return [];
    const mapping = await this.mappings.compiled(mappingId, mappingVersion);
    const known = new Set(said.map(({ field }) => field));
    return [...new Set(said.map(({ purpose }) => purpose))].flatMap(purpose => {
      const guarded = said.filter(field => field.purpose === purpose).map(({ field }) => field);
      return derivedFrom(mapping, guarded)
        .filter(field => !known.has(field))
        .map(field => ({ field, purpose }));
    });
  }

  /** The provider as a run may see it. */
  async view(provider: IntegrationProvider, sync: Sync): Promise<IntegrationProvider> {
    return guardedView(provider, await this.of(sync));
  }

  /** Refuses a second consent that is none for a guarded field of the model, or that is not given. */
  async requireConsent({ model, guarded = [] }: ModelPowers, consentId: string | null): Promise<void> {
    if (consentId === null) return;
    const refusals = [];
    for (const { purpose } of guarded) {
      const refusal = await this.gate.refusal({ consentId, purpose });
      if (!refusal) return;
      refusals.push(refusal);
    }
    throw refusals[0] ?? invalid('sensitiveConsentId', `${model} has no guarded fields here`);
  }

  /** Most models are nowhere guarded, and a run of theirs asks nothing more. */
  private isGuarded(model: ModelName): boolean {
    const powers = this.registry.all().flatMap(({ manifest }) => manifest.models);
    return powers.some(power => power.model === model && power.guarded !== undefined);
  }

  /** The lock on the sync's row is what an erasure waits for. */
  private async withheld(syncId: string, all: readonly WithheldField[]): Promise<WithheldField[]> {
    const rows: { sensitive_consent_id: string | null }[] = await this.em
      .getContext()
      .execute('select sensitive_consent_id from sync where id = ? for share', [syncId]);
    const consentId = rows[0]?.sensitive_consent_id ?? null;
    if (consentId === null) return [...all];
    const refused = new Set<string>();
    for (const purpose of new Set(all.map(field => field.purpose))) {
      if (await this.gate.refusal({ consentId, purpose })) refused.add(purpose);
    }
    return all.filter(({ purpose }) => refused.has(purpose));
  }
}

const fieldsOf = ({ guarded = [] }: ModelPowers): WithheldField[] =>
  guarded.flatMap(({ purpose, fields }) => fields.map(field => ({ field, purpose })));
