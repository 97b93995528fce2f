import type { Fields } from '#unified-models';

/** One field's value before and after; absent where there is none. */
export interface FieldChange {
  readonly before?: unknown;
  readonly after?: unknown;
}

/** One object that something would happen to, short enough to be read. */
export interface Sample {
  readonly recordId: string | null;
  readonly remoteId: string | null;
  /** Its title, name or subject. */
  readonly label: string | null;
  readonly fields: Readonly<Record<string, FieldChange>>;
}

export interface SampleOf {
  readonly recordId: string | null;
  readonly remoteId: string | null;
  readonly before: Fields | null;
  readonly after: Fields | null;
  /** Only these fields; all that hold something otherwise. */
  readonly names?: readonly string[];
}

const mostFields = 30;
const mostText = 300;
const labels = ['title', 'displayName', 'name', 'subject', 'text'] as const;

const shortened = (text: string): string => (text.length > mostText ? `${text.slice(0, mostText)}…` : text);

/** Whole when it is small; a text is cut, anything else becomes the beginning of its JSON. */
export const brief = (value: unknown): unknown => {
  if (typeof value === 'string') return shortened(value);
  const json = JSON.stringify(value) as string | undefined;
  return json !== undefined && json.length > mostText ? shortened(json) : value;
};

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

export const labelOf = (fields: Fields | null): string | null => {
  const found = labels.map(name => fields?.[name]).find(value => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? shortened(found) : null;
};

const change = (before: Fields | null, after: Fields | null, name: string): FieldChange => ({
  ...(before?.[name] === undefined ? {} : { before: brief(before[name]) }),
  ...(after?.[name] === undefined ? {} : { after: brief(after[name]) }),
});

export const sampleOf = ({ recordId, remoteId, before, after, names }: SampleOf): Sample => {
  const all =
    names ?? Object.keys({ ...before, ...after }).filter(name => !isEmpty((after ?? before)?.[name]));
  const fields = all.slice(0, mostFields).map(name => [name, change(before, after, name)] as const);
  return { recordId, remoteId, label: labelOf(after) ?? labelOf(before), fields: Object.fromEntries(fields) };
};

/** A field that both sides changed, with what each holds. */
export interface Clash {
  readonly local?: unknown;
  readonly remote?: unknown;
}

export interface ClashSample {
  readonly recordId: string | null;
  readonly remoteId: string | null;
  readonly label: string | null;
  readonly fields: Readonly<Record<string, Clash>>;
}
