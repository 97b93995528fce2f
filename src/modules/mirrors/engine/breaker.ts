import { breakerTrips } from '#syncs';
import type { MirrorSide } from '../decisions/index.js';
import type { DeletionLoad, MirrorHeld } from './store.js';

/**
 * The delete breaker of syncs, for what a mirror is to delete. Deletions arrive here in portions, so those of the last
 * minutes count where many are too many.
 */
export const heldBy = (side: MirrorSide, load: DeletionLoad, approved: number | null): MirrorHeld | null => {
  const { waiting, recent, total, sample } = load;
  const now = breakerTrips({ deletions: waiting, total }, approved);
  const lately = { deletions: waiting + recent, total: total + recent };
  const reason =
    now ?? (recent > 0 && waiting > 0 && lately.deletions > 10 ? breakerTrips(lately, approved) : null);
  if (reason === null) return null;
  const shown = now === null ? lately : { deletions: waiting, total };
  return { side, ...shown, reason, sample };
};
