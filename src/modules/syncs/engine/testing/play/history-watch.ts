import { deepEqual, type Mutation, replacedIn, type SyncRecord } from '#records';
import type { World } from '../world.js';

interface State {
  readonly revision: number;
  readonly deleted: boolean;
  readonly fields: unknown;
}

const stateOf = ({ revision, deleted, fields }: SyncRecord): State => ({ revision, deleted, fields });

/** What a reader who looked after every commit saw of each record. */
const seenByReader = ({ store }: World): Map<string, State[]> => {
  const seen = new Map<string, State[]>();
  let from = 0;
  for (const until of store.commits) {
    const last = new Map(store.journal.slice(from, until).map(({ after }) => [after.id, after]));
    for (const [id, record] of last) {
      const states = seen.get(id) ?? [];
      states.push(stateOf(record));
      seen.set(id, states);
    }
    from = until;
  }
  return seen;
};

/** What the history keeps: each version that was replaced, and the record as it is. */
const kept = ({ store }: World): Map<string, State[]> => {
  const histories = new Map<string, State[]>();
  for (const { before } of replacedIn(store.journal)) {
    const states = histories.get(before.id) ?? [];
    states.push(stateOf(before));
    histories.set(before.id, states);
  }
  for (const record of store.records.values())
    histories.set(record.id, [...(histories.get(record.id) ?? []), stateOf(record)]);
  return histories;
};

const isSame = (one: State, other: State): boolean =>
  one.revision === other.revision && one.deleted === other.deleted && deepEqual(one.fields, other.fields);

const gapsIn = (id: string, states: readonly State[]): string[] => {
  const revisions = states.map(({ revision }) => revision);
  const isWhole = revisions.every((revision, index) => revision === index + 1);
  return isWhole ? [] : [`${id}: its history has the revisions ${revisions.join(', ')}`];
};

/** What was found by a page names the page; what differs to a reader has a revision of its own. */
const lineageOf = ({ sources }: World['store'], mutation: Mutation): string[] => {
  const { before, after, cause } = mutation;
  if (before === null) {
    const isPulled = after.remote !== null;
    return isPulled === (sources.get(mutation)?.cursor != null)
      ? []
      : [`${after.id}: ${cause} has no source`];
  }
  return [];
};

/** Each visible change of a record is in its history, and replaying the history gives what a reader saw. */
export const historyGaps = (world: World): string[] => {
  const histories = kept(world);
  const gaps = [...histories].flatMap(([id, states]) => gapsIn(id, states));
  const untold = [...seenByReader(world)].flatMap(([id, states]) =>
    states
      .filter(state => !histories.get(id)?.some(told => isSame(told, state)))
      .map(({ revision }) => `${id}: a reader saw a version ${revision} that its history does not have`),
  );
  return [...gaps, ...untold, ...world.store.journal.flatMap(step => lineageOf(world.store, step))];
};
