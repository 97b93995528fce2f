/** Which way deletions travel: from the provider into the hub, or from the hub to the provider. */
export type DeletionFlow = 'incoming' | 'outgoing';

export interface DeletionLoad {
  readonly deletions: number;
  /** Records linked to an object, the ones to be deleted included. */
  readonly total: number;
}

/** What a person is shown who decides about a held run. */
export interface Held extends DeletionLoad {
  readonly flow: DeletionFlow;
  readonly reason: 'everything' | 'many';
  /** Ids of some of the records that would be deleted. */
  readonly sample: readonly string[];
}

const manyAbove = 10;
const shareAbove = 0.2;

/**
 * The delete breaker: a run that would delete everything, or more than 20 % and more than ten records, waits for a
 * person. A vendor's outage, a lost permission or a wrong filter all look like "everything is gone".
 *
 * "Everything" counts from two records on: a small calendar emptied as a whole is held although it is below eleven,
 * but deleting the only record of a container is everyday use. Both flows are judged on their own.
 * `approved` is the number of deletions that a person agreed to; one more than that asks again.
 */
export const breakerTrips = (load: DeletionLoad, approved: number | null): Held['reason'] | null => {
  const { deletions, total } = load;
  if (deletions === 0 || (approved !== null && deletions <= approved)) return null;
  if (deletions >= total && total >= 2) return 'everything';
  return deletions > manyAbove && deletions > total * shareAbove ? 'many' : null;
};
