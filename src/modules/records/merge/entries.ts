import type { Fields, ModelDefinition } from '#unified-models';
import { deepEqual, differingFields } from './equality.js';

/** An object whose entries merge name by name; what is no object has none. */
export type Entries = Readonly<Record<string, unknown>>;

export const entriesOf = (value: unknown): Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entries) : {};

const isEntries = (model: ModelDefinition, field: string): boolean => model.merge[field]?.kind === 'entries';

const entryFields = (model: ModelDefinition): string[] =>
  Object.keys(model.merge).filter(field => isEntries(model, field));

const equalWhereTold = (ours: Entries, told: Entries): boolean =>
  Object.keys(told).every(name => deepEqual(ours[name], told[name]));

/**
 * Fields in which the provider, who said `told`, is behind `ours`. Entries that it never mentioned are the hub's own:
 * it is not told of them.
 */
export const fieldsToTell = (model: ModelDefinition, ours: Fields, told: Fields): string[] =>
  differingFields(model, ours, told).filter(
    field => !isEntries(model, field) || !equalWhereTold(entriesOf(ours[field]), entriesOf(told[field])),
  );

/** What the provider says, with the hub's own entries beside it. */
export const withOwnEntries = (model: ModelDefinition, told: Fields, ours: Fields): Fields => {
  const own = entryFields(model).filter(field => Object.keys(entriesOf(ours[field])).length > 0);
  if (own.length === 0) return told;
  const merged = own.map(field => [field, { ...entriesOf(ours[field]), ...entriesOf(told[field]) }]);
  return { ...told, ...(Object.fromEntries(merged) as Fields) };
};

/** `told`, where `now` has not moved on since `sent`. */
export const entriesSince = (sent: Entries, now: Entries, told: Entries): Entries => {
  const names = Object.keys({ ...sent, ...now });
  const moved = new Set(names.filter(name => !deepEqual(sent[name], now[name])));
  const kept = Object.entries({ ...now, ...told }).filter(([name]) => !moved.has(name));
  const ours = Object.entries(now).filter(([name]) => moved.has(name));
  return Object.fromEntries([...kept, ...ours]);
};
