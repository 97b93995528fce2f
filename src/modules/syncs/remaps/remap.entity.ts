import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

const RemapSchema = defineEntity({
  name: 'Remap',
  tableName: 'remap',
  properties: {
    ...organizationScoped,
    syncId: p.uuid(),
    /** What the sync used when it began; null without a mapping. */
    mappingId: p.uuid().nullable(),
    mappingVersion: p.integer().nullable(),
    status: p.string().$type<'queued' | 'running' | 'succeeded' | 'failed'>(),
    /** Id of the last record dealt with. */
    after: p.uuid().nullable(),
    expected: p.integer(),
    done: p.integer(),
    changed: p.integer(),
    /** Records that the filter no longer takes in: they wait for the next run's breaker. */
    outOfFilter: p.integer(),
    warnings: p.integer(),
    /** The filter changed: afterwards a run lists everything, for what it takes in now was never kept. */
    lists: p.boolean(),
    error: p.text().nullable(),
    createdAt: p.datetime(),
    finishedAt: p.datetime().nullable(),
  },
});

/** Reads the stored objects of a sync anew, under the mapping and the filter it has by then. */
export class Remap extends RemapSchema.class {}
RemapSchema.setClass(Remap);
