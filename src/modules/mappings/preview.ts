import { Injectable } from '@nestjs/common';
import { invalid } from '#kernel';
import { differingFields, SyncContexts, type SyncRecord, withOwnEntries } from '#records';
import type { ModelDefinition } from '#unified-models';
import { syntaxProblem } from './definition.js';
import { limits, OutOfTime, within } from './expression/index.js';
import { readFilter } from './filter.js';
import { compileMapping, inputsIn } from './mapping.js';
import type { MappingPreview, PreviewMapping } from './mappings.dto.js';
import { requireSound, sampleOf } from './mappings.service.js';
import { adapterView, StoredObjects } from './stored-objects.js';
import { type View, viewObject } from './view/view.js';

type Shown = MappingPreview['data'][number];

/** What rules would make of stored records. Nothing is kept. */
@Injectable()
export class MappingPreviews {
  constructor(
    private readonly contexts: SyncContexts,
    private readonly stored: StoredObjects,
  ) {}

  async of({ syncId, rules, filter, limit }: PreviewMapping): Promise<MappingPreview> {
    const { model } = await this.contexts.of(syncId);
    const problem = filter === null ? null : syntaxProblem(filter, inputsIn);
    if (problem !== null) throw invalid('filter', problem);
    const records = await this.stored.ofSync(syncId, limit);
    const { warnings } = requireSound(model, rules, records.flatMap(sampleOf));
    const view: View = {
      model,
      mapping: compileMapping(model, rules),
      filter: filter === null ? null : readFilter(filter),
    };
    return { warnings: [...warnings], data: records.flatMap(record => shown(model, view, record)) };
  }
}

const shown = (model: ModelDefinition, view: View, record: SyncRecord): Shown[] => {
  const object = adapterView(record);
  if (object === null) return [];
  try {
    const { fields, inside, problems } = within(limits.recordMs, () => viewObject(view, object));
    const after = withOwnEntries(model, fields, record.fields);
    const changed = differingFields(model, record.fields, after);
    const common = { recordId: record.id, before: record.fields, after, changed };
    return [{ ...common, takenIn: inside, problems: [...problems] }];
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    const { id: recordId, fields } = record;
    const problems = [{ target: '*', detail: error.message }];
    return [{ recordId, before: fields, after: fields, changed: [], takenIn: true, problems }];
  }
};
