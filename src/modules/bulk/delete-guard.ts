import { conflict, type HubError } from '#kernel';
import { breakerTrips } from '#syncs';

export interface DeletionLoad {
  readonly syncId: string;
  readonly deletions: number;
  /** Records of the sync, the ones to be deleted included. */
  readonly total: number;
}

/** The delete breaker's rule, asked before anything is written. */
export const isTooMuch = (load: DeletionLoad): boolean => breakerTrips(load, null) !== null;

/** How many deletions somebody must agree to; null when the load is everyday use. */
export const neededConfirm = (loads: readonly DeletionLoad[]): number | null => {
  if (!loads.some(isTooMuch)) return null;
  return loads.reduce((sum, { deletions }) => sum + deletions, 0);
};

export const unconfirmed = (loads: readonly DeletionLoad[], needed: number): HubError =>
  conflict(
    'bulk_delete_unconfirmed',
    `This would delete ${needed} records, everything in a sync or more than 20 % of it. Nothing was done. Send confirm: ${needed} if you mean it.`,
    { confirm: needed, syncs: loads.filter(isTooMuch) },
  );
