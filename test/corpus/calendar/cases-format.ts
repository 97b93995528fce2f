import { calendar, sequence, vevent, type CorpusEvent, type Shape } from './build.js';

export const formatCases = (): CorpusEvent[] => [...texts(), ...shapes(), ...words(), ...vendors(), ...oddities(), ...mixtures()];

const when = ['DTSTART;TZID=Europe/Berlin:20260601T090000', 'DTEND;TZID=Europe/Berlin:20260601T100000'];

const textValues: Readonly<Record<string, string>> = {
  escapes: 'back\\\\slash\\, comma\\; semicolon\\nline\\Nline',
  'stray escapes': 'C:\\temp\\x and a trailing \\',
  'unescaped commas': 'one, two; three: four',
  emoji: 'Party 🎉👨‍👩‍👧‍👦🏳️‍🌈 at 🕗',
  'right to left': 'פגישה חשובה עם שרה – اجتماع مهم',
  combining: 'Ame\u0301lie Z\u0335a\u0334l\u0337g\u0338o\u0321 q\u0323\u0307',
  'wide characters': '四半期レビュー会議'.repeat(20),
  'four octets': '𝒞𝒶𝓁ℯ𝓃𝒹𝒶𝓇'.repeat(30),
  'separators Unicode calls line ends': 'a\u2028b\u2029c\u0085d',
  'tabs and blanks': '  leading\tand trailing  ',
  empty: '',
};

const texts = (): CorpusEvent[] => [
  ...Object.entries(textValues).flatMap(([name, text], index) =>
    ['SUMMARY', 'DESCRIPTION', 'LOCATION'].map(property => ({
      name: `${name} in ${property}`,
      ics: calendar([vevent(`text-${index}-${property}`, [...when, `${property}:${text}`])]),
    })),
  ),
  ...[1_000, 20_000, 100_000].map(size => ({
    name: `description of ${size} characters`,
    ics: calendar([vevent(`huge-${size}`, [...when, `DESCRIPTION:${'Agenda item 日本\\n'.repeat(size / 16)}`, 'SUMMARY:Huge'])]),
  })),
];

const foldings: readonly Shape[] = [
  { eol: '\n' },
  { foldAt: 20 },
  { foldAt: 20, eol: '\n' },
  { foldAt: 0 },
  { foldAt: 0, eol: '\n' },
  { foldAt: 3 },
  { foldAt: 998 },
];

const shapes = (): CorpusEvent[] => [
  ...foldings.flatMap((shape, index) =>
    ['SUMMARY:Lorem ipsum dolor sit amet consectetur adipisicing elit sed do eiusmod tempor', 'SUMMARY:日程'].map((text, n) => ({
      name: `folding ${JSON.stringify(shape)} ${n}`,
      ics: calendar([vevent(`folding-${index}-${n}`, [...when, text, 'X-LONG;X-P="a;b:c,d":value'])], shape),
    })),
  ),
  { name: 'tab folding', ics: calendar([vevent('tab', [...when, 'SUMMARY:One'])]).replace('SUMMARY:One', 'SUMMARY:On\r\n\te') },
  { name: 'byte order mark', ics: `\uFEFF${calendar([vevent('bom', [...when, 'SUMMARY:Bom'])])}` },
  { name: 'doubled line ends', ics: calendar([vevent('crcrlf', [...when, 'SUMMARY:Two'])]).replaceAll('\r\n', '\r\r\n') },
  { name: 'blank lines', ics: calendar([vevent('blank', [...when, 'SUMMARY:Blank'])]).replaceAll('\r\n', '\r\n\r\n') },
  { name: 'lower case', ics: calendar([vevent('lower', [...when, 'SUMMARY:x'])]).replace('SUMMARY', 'summary').replace('BEGIN:VEVENT', 'begin:vevent') },
  { name: 'no last line end', ics: calendar([vevent('last', [...when, 'SUMMARY:Last'])]).trimEnd() },
];

const words = (): CorpusEvent[] =>
  ['CONFIRMED', 'TENTATIVE', 'CANCELLED', 'X-ODD'].flatMap(status =>
    ['PUBLIC', 'PRIVATE', 'CONFIDENTIAL', 'X-SECRET'].flatMap(visibility =>
      ['OPAQUE', 'TRANSPARENT'].map(transparency => ({
        name: `${status} ${visibility} ${transparency}`,
        ics: calendar([
          vevent(`words-${status}-${visibility}-${transparency}`, [
            ...when,
            `STATUS:${status}`,
            `CLASS:${visibility}`,
            `TRANSP:${transparency}`,
            `CATEGORIES:${status},Team\\, A`,
            `CATEGORIES;LANGUAGE=de:${visibility},${status}`,
            'URL;VALUE=URI:https://example.com/?a=1,2;b=3&c=%20d#e',
          ]),
        ]),
      })),
    ),
  );

const vendorLines: readonly (readonly string[])[] = [
  ['X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC', 'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE="Café, Paris":geo:48.85,2.35', 'LOCATION:Café\\, Paris'],
  ['X-ALT-DESC;FMTTYPE=text/html:<html><body>Hi\\, <b>you</b></body></html>', 'DESCRIPTION:Hi\\, you'],
  ['X-MICROSOFT-CDO-BUSYSTATUS:OOF', 'X-MICROSOFT-CDO-IMPORTANCE:1', 'PRIORITY:5'],
  ['X-GOOGLE-CONFERENCE:https://meet.example.com/abc', 'CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example.com/abc'],
  ['ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY:SGVsbG8=', 'ATTACH:https://example.com/a.pdf'],
  ['GEO:48.85;2.35', 'RESOURCES:Beamer,Flipchart', 'CONTACT;ALTREP="CID:1":Jim'],
  ['COLOR:tomato', 'IMAGE;VALUE=URI;DISPLAY=BADGE:https://example.com/i.png', 'RELATED-TO;RELTYPE=PARENT:other-uid'],
  ['REQUEST-STATUS:2.8;Success\\, repeating event ignored', 'X-MOZ-LASTACK:20260501T000000Z', 'SEQUENCE:7'],
];

const vendors = (): CorpusEvent[] =>
  vendorLines.flatMap((lines, index) =>
    ['-//Apple Inc.//macOS 15.0//EN', '-//Microsoft Corporation//Outlook 16.0//EN', '-//Mozilla.org/NONSGML//EN'].map(prodId => ({
      name: `${lines[0]?.split(/[;:]/)[0]} by ${prodId}`,
      ics: calendar([vevent(`vendor-${index}-${prodId.length}`, [...when, 'SUMMARY:Vendor', ...lines])], { prodId }),
    })),
  );

const oddities = (): CorpusEvent[] => [
  { name: 'no uid', ics: calendar([['BEGIN:VEVENT', ...when, 'SUMMARY:Nameless', 'END:VEVENT']]) },
  { name: 'two uids', ics: calendar([vevent('first', [...when, 'SUMMARY:1']), vevent('second', [...when, 'SUMMARY:2'])]) },
  { name: 'two masters', ics: calendar([vevent('same', [...when, 'SUMMARY:1']), vevent('same', [...when, 'SUMMARY:2'])]) },
  { name: 'task beside an event', ics: calendar([['BEGIN:VTODO', 'UID:t', 'END:VTODO'], vevent('beside', [...when])]) },
  { name: 'a line that is none', ics: calendar([vevent('junk', [...when, 'this is not a property', 'SUMMARY:Junk'])]) },
  { name: 'repeated summary', ics: calendar([vevent('twice', [...when, 'SUMMARY:One', 'SUMMARY:Two'])]) },
  { name: 'method', ics: calendar([['METHOD:REQUEST', 'X-WR-CALNAME:Mine'], vevent('method', [...when])]) },
  { name: 'parameter without value', ics: calendar([vevent('bare', [...when, 'SUMMARY;X-BARE:Bare', 'LOCATION;LANGUAGE=en:Hall'])]) },
  { name: 'two calendars', ics: calendar([vevent('c1', [...when])]) + calendar([vevent('c2', [...when])]) },
];

/** Everything at once, differently each time. */
const mixtures = (): CorpusEvent[] => {
  const next = sequence(20_260_101);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const values = Object.values(textValues);
  return Array.from({ length: 60 }, (_, index) => ({
    name: `mixture ${index}`,
    ics: calendar(
      [
        vevent(`mixture-${index}`, [
          ...when,
          ...(next() < 0.5 ? ['RRULE:FREQ=DAILY;COUNT=20', 'EXDATE;TZID=Europe/Berlin:20260603T090000'] : []),
          `SUMMARY:${pick(values)}`,
          `DESCRIPTION:${pick(values)}${pick(values)}`,
          ...pick(vendorLines),
          ...(next() < 0.5 ? ['ORGANIZER:mailto:o@example.com', 'ATTENDEE;CN="A, B":mailto:ab@example.com'] : []),
          ...(next() < 0.5 ? ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT10M', 'DESCRIPTION:Now', 'END:VALARM'] : []),
        ]),
      ],
      pick(foldings),
    ),
  }));
};
