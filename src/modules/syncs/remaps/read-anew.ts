import { adapterView, type View, viewStored } from '#mappings';
import { type DecisionContext, type Mutation, remap, type SyncRecord } from '#records';

/** So many at once: they share one time limit, and one transaction where they are written. */
export const rereadSize = 200;

export interface Read {
  readonly mutations: readonly Mutation[];
  readonly outside: number;
  readonly warnings: number;
}

/** What another view makes of stored records; those that stay as they are get no step. */
export const readAnew = (context: DecisionContext, view: View, records: readonly SyncRecord[]): Read => {
  const objects = records.map(adapterView);
  const viewed = viewStored(
    view,
    objects.flatMap(object => (object === null ? [] : [object])),
  )[Symbol.iterator]();
  let outside = 0;
  let warnings = 0;
  const mutations = records.flatMap((before, index): Mutation[] => {
    const next = objects[index] === null ? null : viewed.next();
    if (next === null || next.done) return [];
    const { fields, data, inside, warnings: more } = next.value;
    outside += inside ? 0 : 1;
    warnings += more;
    const { after, superseded } = remap(context, before, { fields, data, outOfFilter: !inside });
    return after === null
      ? []
      : [{ before, after, cause: inside ? 'remapped' : 'out_of_filter', superseded }];
  });
  return { mutations, outside, warnings };
};
