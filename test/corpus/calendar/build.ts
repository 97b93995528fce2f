export interface CorpusEvent {
  readonly name: string;
  readonly ics: string;
}

export interface Shape {
  /** Line end of the file. */
  readonly eol?: '\r\n' | '\n';
  /** Folds at this many UTF-16 units, as careless writers do; 0 leaves long lines long. */
  readonly foldAt?: number;
  readonly prodId?: string;
}

export const vevent = (uid: string, lines: readonly string[]): string[] => [
  'BEGIN:VEVENT',
  `UID:${uid}`,
  'DTSTAMP:20260101T000000Z',
  ...lines,
  'END:VEVENT',
];

export const calendar = (parts: readonly (readonly string[])[], shape: Shape = {}): string => {
  const { eol = '\r\n', foldAt = 75, prodId = '-//Example Corp//Calendar 1.0//EN' } = shape;
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', `PRODID:${prodId}`, ...parts.flat(), 'END:VCALENDAR'];
  return lines.map(text => fold(text, foldAt, eol)).join(eol) + eol;
};

const fold = (text: string, width: number, eol: string): string => {
  if (width === 0) return text;
  const rows: string[] = [];
  let row = '';
  for (const char of text) {
    if (row.length + char.length > width) {
      rows.push(row);
      row = ' ';
    }
    row += char;
  }
  return [...rows, row].join(eol);
};

/** A deterministic sequence of numbers in [0, 1): mulberry32. */
export const sequence = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export const berlin = [
  'BEGIN:VTIMEZONE',
  'TZID:Europe/Berlin',
  'BEGIN:DAYLIGHT',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'TZNAME:CEST',
  'DTSTART:19700329T020000',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'BEGIN:STANDARD',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'TZNAME:CET',
  'DTSTART:19701025T030000',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'END:VTIMEZONE',
];

/** The same rules under another name, as Outlook, Evolution and many others write them. */
export const renamed = (tzid: string): string[] =>
  berlin.map(row => (row.startsWith('TZID:') ? `TZID:${tzid}` : row));

export const fixedOffset = (tzid: string, offset: string): string[] => [
  'BEGIN:VTIMEZONE',
  `TZID:${tzid}`,
  'BEGIN:STANDARD',
  'DTSTART:16010101T000000',
  `TZOFFSETFROM:${offset}`,
  `TZOFFSETTO:${offset}`,
  'END:STANDARD',
  'END:VTIMEZONE',
];
