import { toJsonb } from '#database';
import type { BulkFilter } from './bulk.dto.js';

/** The filter as conditions on `record`, with their parameters. */
export const conditionsOf = (filter: BulkFilter) => {
  const { syncId, model, state, fields, updatedBefore, updatedAfter } = filter;
  const conditions: [string, unknown][] = [];
  if (syncId !== undefined) conditions.push(['sync_id = ?::uuid', syncId]);
  if (model !== undefined) conditions.push(['model = ?', model]);
  if (state !== undefined) conditions.push(['state = ?', state]);
  if (fields !== undefined) conditions.push(['fields @> ?::jsonb', toJsonb(fields)]);
  if (updatedBefore !== undefined) conditions.push(['updated_at < ?::timestamptz', updatedBefore]);
  if (updatedAfter !== undefined) conditions.push(['updated_at > ?::timestamptz', updatedAfter]);
  return {
    sql: ['not deleted', ...conditions.map(([condition]) => condition)].join(' and '),
    parameters: conditions.map(([, parameter]) => parameter),
  };
};
