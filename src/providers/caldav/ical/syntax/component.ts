import { formatLine, line, unfold, type ContentLine } from './content-line.js';

/** `BEGIN:NAME … END:NAME`, entries in their order. Changed in place while a resource is patched. */
export interface Component {
  readonly kind: 'component';
  readonly name: string;
  entries: (ContentLine | Component)[];
}

/** The text is no iCalendar object, or not one that can be read as an event. */
export class IcsError extends Error {
  override readonly name = 'IcsError';
}

// VCALENDAR > VEVENT > VALARM is three; the rest is room for other people's experiments.
const deepest = 8;

export const component = (name: string, entries: Component['entries'] = []): Component => ({
  kind: 'component',
  name,
  entries,
});

/** The first VCALENDAR of a text. */
export const parseCalendar = (text: string): Component => {
  const open: Component[] = [];
  for (const entry of unfold(text)) {
    const parent = open.at(-1);
    const name = entry.value.trim().toUpperCase();
    if (entry.name === 'BEGIN') {
      if (open.length === deepest) throw new IcsError('components are nested too deeply');
      const child = component(name);
      parent?.entries.push(child);
      open.push(child);
    } else if (entry.name === 'END') {
      if (parent?.name !== name) throw new IcsError(`END:${name.slice(0, 40)} ends nothing`);
      open.pop();
      if (open.length === 0 && name === 'VCALENDAR') return parent;
    } else {
      parent?.entries.push(entry);
    }
  }
  throw new IcsError(open.length > 0 ? 'the text ends inside a component' : 'there is no VCALENDAR');
};

export const formatCalendar = (of: Component): string => `${rows(of).join('\r\n')}\r\n`;

const rows = (of: Component): string[] => [
  `BEGIN:${of.name}`,
  ...of.entries.flatMap(entry => (entry.kind === 'line' ? [formatLine(entry)] : rows(entry))),
  `END:${of.name}`,
];

export const linesOf = (of: Component, name: string): ContentLine[] =>
  of.entries.filter((entry): entry is ContentLine => entry.kind === 'line' && entry.name === name);

export const lineOf = (of: Component, name: string): ContentLine | undefined => linesOf(of, name)[0];

export const childrenOf = (of: Component, name: string): Component[] =>
  of.entries.filter((entry): entry is Component => entry.kind === 'component' && entry.name === name);

/** Puts `lines` where the first line of that name was, or behind the other properties; none removes it. */
export const setLines = (of: Component, name: string, lines: readonly ContentLine[]): void => {
  const isOld = (entry: ContentLine | Component): boolean => entry.kind === 'line' && entry.name === name;
  const first = of.entries.findIndex(isOld);
  const kept = of.entries.filter(entry => !isOld(entry));
  const firstChild = kept.findIndex(entry => entry.kind === 'component');
  const behind = firstChild < 0 ? kept.length : firstChild;
  kept.splice(first < 0 ? behind : first, 0, ...lines);
  of.entries = kept;
};

/** Sets a property to a value that needs no parameters; null removes it. */
export const setValue = (of: Component, name: string, value: string | null): void => {
  setLines(of, name, value === null ? [] : [line(name, value)]);
};

export const removeChild = (of: Component, child: Component): void => {
  of.entries = of.entries.filter(entry => entry !== child);
};
