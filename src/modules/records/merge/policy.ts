/**
 * Who wins when both sides changed the same thing since the base.
 *
 * - `manual`: nobody; a conflict is opened and a person decides.
 * - `latest`: the side modified later takes the field; a tie or an unknown time goes to the provider.
 * - `source`: the provider takes the field.
 * - `merge`:  keyed sets and text are merged as far as possible and only the overlapping members or lines fall to
 *             `latest`, where `latest` and `source` hand the whole field to one side.
 *
 * Changes that do not overlap are no conflict under any policy: different fields, different members of a keyed set
 * and different lines of a text are different changes and all of them stay, under `manual` too.
 */
export const conflictPolicies = ['manual', 'latest', 'source', 'merge'] as const;
export type ConflictPolicy = (typeof conflictPolicies)[number];

export type Side = 'local' | 'remote';

/**
 * - `two_way`: both sides write.
 * - `pull`: the provider is the authority. Nothing is pushed; an overlapping change is the provider's (`source`).
 *   Local edits from before the direction was set stay where they do not overlap.
 * - `push`: the hub is the authority. What changed at the provider is overwritten by the next push, what was deleted
 *   there is created again, what was created there is not taken over.
 */
export const directions = ['two_way', 'pull', 'push'] as const;
export type Direction = (typeof directions)[number];

export interface MergePolicy {
  policyFor(field: string): ConflictPolicy;
  readonly localAt: Date | null;
  readonly remoteAt: Date | null;
}

const later = ({ localAt, remoteAt }: MergePolicy): Side =>
  localAt !== null && remoteAt !== null && localAt.getTime() > remoteAt.getTime() ? 'local' : 'remote';

/** The side that `policy` prefers; `null` when a person must decide. */
export const winnerBy = (policy: ConflictPolicy, times: MergePolicy): Side | null => {
  switch (policy) {
    case 'manual':
      return null;
    case 'source':
      return 'remote';
    case 'latest':
    case 'merge':
      return later(times);
  }
};
