import type { FieldMerge, Fields, ModelDefinition } from '#unified-models';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const presentKeys = (value: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(value).filter(key => value[key] !== undefined);

/** Equality of plain JSON: the order of object keys means nothing, `undefined` is the same as absent. */
export const deepEqual = (left: unknown, right: unknown): boolean => {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => deepEqual(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = presentKeys(left);
  return keys.length === presentKeys(right).length && keys.every(key => deepEqual(left[key], right[key]));
};

export type Keyed = Extract<FieldMerge, { kind: 'keyed' }>;

/** The members of a set by key. Should a provider send the same key twice, the later member counts. */
export const membersByKey = (members: readonly unknown[], { key }: Keyed): Map<string, unknown> =>
  new Map(members.map(member => [key(member), member]));

const equalSets = (left: readonly unknown[], right: readonly unknown[], keyed: Keyed): boolean => {
  const ours = membersByKey(left, keyed);
  const theirs = membersByKey(right, keyed);
  return (
    ours.size === theirs.size && [...ours].every(([k, m]) => theirs.has(k) && deepEqual(m, theirs.get(k)))
  );
};

/**
 * Equality of one field as its model sees it: in a keyed field, a set, the order of members is irrelevant; entries that
 * are not there are no entries.
 */
export const equalField = (rule: FieldMerge | undefined, left: unknown, right: unknown): boolean => {
  if (rule?.kind === 'entries') return deepEqual(left ?? {}, right ?? {});
  return rule?.kind === 'keyed' && Array.isArray(left) && Array.isArray(right)
    ? equalSets(left, right, rule)
    : deepEqual(left, right);
};

export const fieldNames = (...versions: readonly Fields[]): string[] => [
  ...new Set(versions.flatMap(fields => Object.keys(fields))),
];

/** Names of the fields that differ. */
export const differingFields = (model: ModelDefinition, left: Fields, right: Fields): string[] =>
  fieldNames(left, right).filter(name => !equalField(model.merge[name], left[name], right[name]));

export const equalFields = (model: ModelDefinition, left: Fields, right: Fields): boolean =>
  left === right || differingFields(model, left, right).length === 0;
