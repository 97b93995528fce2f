import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Clock, currentContext, currentOrganization, HubError, invalid, newId, notFound } from '#kernel';
import { ProviderRegistry } from '#provider-sdk';
import { type ModelDefinition, type ModelName, models } from '#unified-models';
import { judge } from './definition.js';
import { limits } from './expression/index.js';
import { compileMapping, type Mapping, remoteValue } from './mapping.js';
import { MappingRow, MappingVersion } from './mapping.entity.js';
import type { CreateMapping } from './mappings.dto.js';
import type { Rule } from './rules.js';
import { sampleFields } from './samples.js';
import { adapterView, StoredObjects } from './stored-objects.js';
import type { Sample, Verdict } from './verdict.js';

const storedSamples = 20;
const mostCompiled = 1_000;

export interface Defined {
  readonly mapping: MappingRow;
  readonly version: MappingVersion;
}

/** Defines mappings. A version is never changed, since records name the one that made their fields. */
@Injectable()
export class Mappings {
  /** Versions never change, so what was compiled stays right. */
  private readonly compiledVersions = new Map<string, Mapping>();

  constructor(
    private readonly em: EntityManager,
    private readonly stored: StoredObjects,
    private readonly registry: ProviderRegistry,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async get(id: string): Promise<Defined> {
    const mapping = await this.em.findOne(MappingRow, { id }, { refresh: true });
    if (!mapping) throw notFound('mapping');
    const version = await this.version(id, mapping.latestVersion);
    return { mapping, version };
  }

  async version(mappingId: string, version: number): Promise<MappingVersion> {
    const found = await this.em.findOne(MappingVersion, { mappingId, version });
    if (!found) throw notFound('mapping version');
    return found;
  }

  async create({ rules, ...input }: CreateMapping): Promise<Defined> {
    this.requireProvider(input.provider, input.model);
    const { warnings } = await this.verdict(input.provider, input.model, rules);
    const now = this.clock.now();
    return this.em.transactional(async em => {
      const organizationId = currentOrganization();
      const mapping = em.create(MappingRow, {
        ...input,
        id: newId(),
        organizationId,
        latestVersion: 1,
        createdAt: now,
        updatedAt: now,
      });
      em.persist(mapping);
      await em.flush();
      const version = await this.keep(mapping, rules, warnings);
      await this.record('mapping.created', mapping);
      return { mapping, version };
    });
  }

  async revise(id: string, rules: readonly Rule[]): Promise<Defined> {
    const { mapping: known } = await this.get(id);
    const { warnings } = await this.verdict(known.provider, known.model, rules);
    return this.em.transactional(async em => {
      const lock = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const mapping = await em.findOneOrFail(MappingRow, { id }, lock);
      mapping.latestVersion += 1;
      mapping.updatedAt = this.clock.now();
      const version = await this.keep(mapping, rules, warnings);
      await this.record('mapping.revised', mapping);
      return { mapping, version };
    });
  }

  async compiled(mappingId: string, version: number): Promise<Mapping> {
    const key = `${currentOrganization()}/${mappingId}/${version}`;
    const known = this.compiledVersions.get(key);
    if (known) return known;
    const { mapping } = await this.get(mappingId);
    const { rules } = await this.version(mappingId, version);
    const compiled = compileMapping(models[mapping.model], rules);
    if (this.compiledVersions.size >= mostCompiled) this.compiledVersions.clear();
    this.compiledVersions.set(key, compiled);
    return compiled;
  }

  /** Throws, naming every rule that cannot be taken. */
  async verdict(provider: string, modelName: ModelName, rules: readonly Rule[]): Promise<Verdict> {
    const records = await this.stored.ofModel(provider, modelName, storedSamples);
    return requireSound(models[modelName], rules, records.flatMap(sampleOf));
  }

  private async keep(mapping: MappingRow, rules: readonly Rule[], warnings: readonly string[]) {
    const actor = currentContext()?.actor ?? { kind: 'system', id: 'hub' };
    const version = this.em.getContext().create(MappingVersion, {
      id: newId(),
      organizationId: currentOrganization(),
      mappingId: mapping.id,
      version: mapping.latestVersion,
      rules,
      warnings,
      actorKind: actor.kind,
      actorId: actor.id,
      createdAt: this.clock.now(),
    });
    this.em.getContext().persist(version);
    await this.em.getContext().flush();
    return version;
  }

  private requireProvider(key: string, model: ModelName): void {
    const found = this.registry.all().find(({ manifest }) => manifest.key === key);
    if (!found) throw invalid('provider', 'there is no such provider');
    if (!found.manifest.models.some(powers => powers.model === model))
      throw invalid('model', `${found.manifest.name} has no ${model}`);
  }

  private record(action: string, { id, name, provider, model, latestVersion }: MappingRow): Promise<void> {
    const details = { name, provider, model, version: latestVersion };
    return this.audit.record({ action, target: { type: 'mapping', id }, details });
  }
}

export const sampleOf = (record: Parameters<typeof adapterView>[0]): Sample[] => {
  const view = adapterView(record);
  return view === null ? [] : [{ fields: view.fields, remote: remoteValue(view.data, limits.payload) }];
};

/** Stored objects know what the vendor's payload looks like; without any, objects made up from the schema must do. */
export const requireSound = (
  model: ModelDefinition,
  rules: readonly Rule[],
  stored: readonly Sample[],
): Verdict => {
  const made = sampleFields(model).map(fields => ({ fields, remote: null }));
  const verdict = judge(model, rules, stored.length > 0 ? stored : made);
  const [first] = verdict.errors;
  if (!first) return verdict;
  throw new HubError('validation_failed', 422, `${first.path}: ${first.detail}`, {
    fields: [...verdict.errors],
  });
};
