import type { ContactFields } from '#unified-models';
import type { LabelledValue } from '../google-contacts.types.js';

type Labelled = ContactFields['emails'][number];

const most = 200;
const longestLabel = 200;

/** The entries that the model can express: the first of each value, as many as it takes. */
const expressed = (entries: readonly LabelledValue[], longest: number): Map<string, LabelledValue> => {
  const byValue = new Map<string, LabelledValue>();
  for (const entry of entries) {
    const { value } = entry;
    if (!value || value.length > longest || byValue.has(value) || byValue.size === most) continue;
    byValue.set(value, entry);
  }
  return byValue;
};

export const readEntries = (entries: readonly LabelledValue[] | undefined, longest: number): Labelled[] =>
  [...expressed(entries ?? [], longest)].map(([value, { type }]) => ({
    value,
    label: type ? type.slice(0, longestLabel) : null,
  }));

const labelled = (entry: LabelledValue, label: string | null): LabelledValue => {
  if ((entry.type?.slice(0, longestLabel) ?? '') === (label ?? '')) return entry;
  const { type: _, ...rest } = entry;
  return label ? { ...rest, type: label } : rest;
};

/** What is wanted, each with what Google keeps beside it; entries that the model cannot express stay. */
export const writeEntries = (
  wanted: readonly Labelled[],
  present: readonly LabelledValue[] | undefined,
  longest: number,
): LabelledValue[] => {
  const known = expressed(present ?? [], longest);
  const untold = (present ?? []).filter(({ value }) => !value || !known.has(value));
  const told = wanted.map(({ value, label }) => labelled(known.get(value) ?? { value }, label));
  return [...told, ...untold];
};
