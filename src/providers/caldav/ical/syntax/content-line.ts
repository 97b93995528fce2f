/** One property line: `NAME;PARAM=a,"b":value` (https://www.rfc-editor.org/rfc/rfc5545#section-3.1). */
export interface ContentLine {
  readonly kind: 'line';
  /** Upper case; empty for a line that is no property, which is kept as it is. */
  readonly name: string;
  readonly params: readonly Param[];
  /** As written: still escaped, already unfolded. */
  readonly value: string;
  /** The physical lines as they were read, so that an untouched property leaves as it came. */
  readonly source?: string;
}

export interface Param {
  readonly name: string;
  readonly values: readonly string[];
}

export const line = (name: string, value: string, params: readonly Param[] = []): ContentLine => ({
  kind: 'line',
  name,
  params,
  value,
});

export const param = (name: string, ...values: string[]): Param => ({ name, values });

/** First value of a parameter. */
export const paramOf = (of: ContentLine, name: string): string | undefined =>
  of.params.find(p => p.name === name)?.values[0];

/** The same line with a parameter set, or removed when `value` is null; the others keep their places. */
export const withParam = (of: ContentLine, name: string, value: string | null): ContentLine => {
  const kept = of.params.filter(p => p.name !== name);
  const at = of.params.findIndex(p => p.name === name);
  if (value !== null) kept.splice(at < 0 ? kept.length : at, 0, param(name, value));
  return line(of.name, of.value, kept);
};

/** Puts folded lines together again; tolerates bare LF, bare CR, doubled CR and blank lines. */
export const unfold = (text: string): ContentLine[] => {
  const lines: ContentLine[] = [];
  let physical: string[] = [];
  const flush = (): void => {
    if (physical.length > 0) lines.push(parseLine(physical));
    physical = [];
  };
  for (const row of text.replace(/^\uFEFF/, '').split(/\r*\n|\r/)) {
    if (row === '') continue;
    if ((row.startsWith(' ') || row.startsWith('\t')) && physical.length > 0) {
      physical.push(row);
      continue;
    }
    flush();
    physical = [row];
  }
  flush();
  return lines;
};

const parseLine = (physical: readonly string[]): ContentLine => {
  const text = physical.map((row, index) => (index === 0 ? row : row.slice(1))).join('');
  const source = physical.join('\r\n');
  const name = /^[A-Za-z0-9][A-Za-z0-9_.-]*(?=[;:])/.exec(text)?.[0];
  const params: Param[] = [];
  let at = name?.length ?? 0;
  while (name !== undefined && text[at] === ';') {
    const end = scanParam(text, at + 1);
    params.push(parseParam(text.slice(at + 1, end)));
    at = end;
  }
  if (name === undefined || text[at] !== ':')
    return { kind: 'line', name: '', params: [], value: text, source };
  return { kind: 'line', name: name.toUpperCase(), params, value: text.slice(at + 1), source };
};

/** Index of the `;` or `:` that ends the parameter starting at `from`; quotes hide both. */
const scanParam = (text: string, from: number): number => {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === ';' || char === ':')) return at;
  }
  return text.length;
};

const parseParam = (text: string): Param => {
  const equals = text.indexOf('=');
  if (equals < 0) return { name: text.toUpperCase(), values: [] };
  const values = text.slice(equals + 1).match(/(?:"[^"]*"|[^,"])+|(?<=,)(?=,|$)|^$/g) ?? [];
  return { name: text.slice(0, equals).toUpperCase(), values: values.map(decodeParam) };
};

const carets: Readonly<Record<string, string>> = { n: '\n', N: '\n', '^': '^', "'": '"' };
/** https://www.rfc-editor.org/rfc/rfc6868#section-3 */
const decodeParam = (value: string): string =>
  value.replaceAll('"', '').replace(/\^([nN^'])/g, (_, char: string) => carets[char] ?? char);

const encodeParam = (value: string): string => {
  const text = cleanText(value).replaceAll('^', '^^').replaceAll('\n', '^n').replaceAll('"', "^'");
  return text === '' || /[,;:]|^\s|\s$/.test(text) ? `"${text}"` : text;
};

/** Characters that no iCalendar text can hold are dropped, line ends become LF, lone surrogates U+FFFD. */
export const cleanText = (text: string): string =>
  text.toWellFormed().replace(/\r\n?/g, '\n').replace(controls, '');

const controls = new RegExp('[\\u0000-\\u0008\\u000b-\\u001f\\u007f]', 'g');

export const formatLine = (of: ContentLine): string => {
  if (of.source !== undefined) return of.source;
  const params = of.params.map(p => `;${p.name}=${p.values.map(encodeParam).join(',')}`).join('');
  return fold(`${of.name}${params}:${of.value}`);
};

const octets = (codePoint: number): number =>
  codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;

/** At most 75 octets a line, never inside a character (RFC 5545 §3.1). */
const fold = (text: string): string => {
  const rows: string[] = [];
  let from = 0;
  let size = 0;
  for (let at = 0; at < text.length;) {
    const codePoint = text.codePointAt(at) ?? 0;
    const width = octets(codePoint);
    if (size + width > 75) {
      rows.push(text.slice(from, at));
      from = at;
      size = 1; // the space that marks the continuation
    }
    size += width;
    at += codePoint > 0xffff ? 2 : 1;
  }
  rows.push(text.slice(from));
  return rows.join('\r\n ');
};
