import { isDeepStrictEqual } from 'node:util';
import type { Sync } from './sync.entity.js';
import type { UpdateSync } from './syncs.dto.js';

/** What the new consent allows was never asked of the vendor, so the next run lists everything. */
const begin = (sync: Sync): void => {
  if (!sync.sensitiveConsentId) return;
  sync.holdsGuarded = true;
  sync.cursor = null;
};

const changedBy = (changes: UpdateSync, sync: Sync): string[] =>
  (Object.keys(changes) as (keyof UpdateSync)[]).filter(
    name => !isDeepStrictEqual(changes[name], sync[name]),
  );

/** Puts new settings on a sync, with what follows from them for its next run; answers the names of what changed. */
export const applyChanges = (sync: Sync, changes: UpdateSync): string[] => {
  const changed = changedBy(changes, sync);
  Object.assign(sync, changes);
  if (changed.includes('sensitiveConsentId')) begin(sync);
  // What another filter takes in was never kept, so the next run lists everything.
  if (changed.includes('filter')) sync.cursor = null;
  return changed;
};
