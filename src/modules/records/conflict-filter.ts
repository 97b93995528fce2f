import type { ConflictFilter } from './conflicts.dto.js';

/** The filter as conditions on `record_conflict`, with their parameters. */
export const conditionsOf = ({ syncId, field, openedBefore, openedAfter }: ConflictFilter) => {
  const conditions: [string, unknown][] = [];
  if (syncId !== undefined) conditions.push(['sync_id = ?::uuid', syncId]);
  if (field !== undefined) conditions.push(['fields @> ?::jsonb', JSON.stringify([{ field }])]);
  if (openedBefore !== undefined) conditions.push(['opened_at < ?::timestamptz', openedBefore]);
  if (openedAfter !== undefined) conditions.push(['opened_at > ?::timestamptz', openedAfter]);
  return {
    sql: conditions.map(([condition]) => ` and ${condition}`).join(''),
    parameters: conditions.map(([, parameter]) => parameter),
  };
};
