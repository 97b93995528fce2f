import { berlin, calendar, fixedOffset, renamed, vevent, type CorpusEvent } from './build.js';

export const timeCases = (): CorpusEvent[] => [
  ...zones(),
  ...series(),
  ...seriesAcrossDst(),
  ...spans(),
  ...listedDates(),
];

const zoneNames = [
  'Europe/Berlin',
  'America/New_York',
  'America/Argentina/Buenos_Aires',
  'Asia/Kolkata',
  'Asia/Calcutta',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'Asia/Tehran',
  'US/Pacific',
  'europe/paris',
  'Etc/GMT+5',
  'W. Europe Standard Time',
  'Pacific Standard Time',
  'Eastern Standard Time',
  'Romance Standard Time',
  'India Standard Time',
  'AUS Eastern Standard Time',
  'Pacific Standard Time (Mexico)',
  'UTC-11',
  '/freeassociation.sourceforge.net/Europe/Berlin',
  '/freeassociation.sourceforge.net/Tzfile/America/Chicago',
  '/softwarestudio.org/Olson_20011030_5/America/New_York',
  '/citadel.org/20210210_1/America/Argentina/Salta',
  '/mozilla.org/20070129_1/Asia/Tokyo',
  'GMT+0100',
  'Nowhere/At All',
  'Customized Time Zone',
];

const zones = (): CorpusEvent[] => [
  ...zoneNames.flatMap((zone, index) =>
    ['20260110', '20260710'].map(day => ({
      name: `time in ${zone} on ${day}`,
      ics: calendar([
        vevent(`zone-${index}-${day}`, [
          `DTSTART;TZID=${zone}:${day}T090000`,
          `DTEND;TZID=${zone}:${day}T103000`,
          `SUMMARY:In ${zone}`,
        ]),
      ]),
    })),
  ),
  ...[
    'Custom Berlin',
    '(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna',
    'tzone://Microsoft/Custom',
    'Europe-Berlin',
  ].map((tzid, index) => ({
    name: `own definition named ${tzid}`,
    ics: calendar([
      renamed(tzid.replaceAll(',', '\\,')),
      vevent(`own-${index}`, [
        `DTSTART;TZID="${tzid}":20260710T090000`,
        `DTEND;TZID="${tzid}":20260710T100000`,
        'SUMMARY:Own zone',
      ]),
    ]),
  })),
  ...['+0530', '-0330', '+0000', '+1400', '+0123'].map(offset => ({
    name: `definition with the fixed offset ${offset}`,
    ics: calendar([
      fixedOffset('Fixed', offset),
      vevent(`fixed${offset}`, ['DTSTART;TZID=Fixed:20260710T090000', 'DURATION:PT1H', 'SUMMARY:Fixed']),
    ]),
  })),
];

const rules = [
  'FREQ=DAILY;COUNT=10',
  'FREQ=DAILY;INTERVAL=3;UNTIL=20261231T225959Z',
  'FREQ=WEEKLY;BYDAY=MO,WE,FR',
  'FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU',
  'FREQ=MONTHLY;BYMONTHDAY=-1',
  'FREQ=MONTHLY;BYDAY=2TU',
  'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
  'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO',
  'FREQ=HOURLY;INTERVAL=6;COUNT=8',
  'RSCALE=HEBREW;FREQ=YEARLY;SKIP=FORWARD',
];

const starts = [
  { kind: 'zoned', start: 'DTSTART;TZID=Europe/Berlin:20260302T090000', end: 'DTEND;TZID=Europe/Berlin:20260302T100000' },
  { kind: 'UTC', start: 'DTSTART:20260302T080000Z', end: 'DTEND:20260302T090000Z' },
  { kind: 'floating', start: 'DTSTART:20260302T090000', end: 'DURATION:PT45M' },
  { kind: 'all-day', start: 'DTSTART;VALUE=DATE:20260302', end: 'DTEND;VALUE=DATE:20260303' },
];

const series = (): CorpusEvent[] =>
  rules.flatMap((rule, index) =>
    starts.map(({ kind, start, end }) => ({
      name: `${kind} series ${rule}`,
      ics: calendar([berlin, vevent(`series-${index}-${kind}`, [start, end, `RRULE:${rule}`, `SUMMARY:${kind}`])]),
    })),
  );

/** Each has an occurrence moved over a change of the clocks and one cancelled behind it. */
const seriesAcrossDst = (): CorpusEvent[] =>
  [
    { zone: 'Europe/Berlin', first: '20260323', moved: '20260330' },
    { zone: 'Europe/Berlin', first: '20261019', moved: '20261026' },
    { zone: 'America/New_York', first: '20260302', moved: '20260309' },
    { zone: 'America/New_York', first: '20261026', moved: '20261102' },
    { zone: 'Australia/Sydney', first: '20260330', moved: '20260406' },
    { zone: 'America/Santiago', first: '20260330', moved: '20260406' },
  ].flatMap(({ zone, first, moved }) =>
    [`;TZID=${zone}:${moved}T023000`, `:${moved}T013000Z`, `;RANGE=THISANDFUTURE;TZID=${zone}:${moved}T023000`].map(
      (recurrenceId, index) => ({
        name: `weekly in ${zone} from ${first}, changed at the change of clocks (${index})`,
        ics: calendar([
          vevent(`dst-${zone}-${first}-${index}`, [
            `DTSTART;TZID=${zone}:${first}T023000`,
            'DURATION:PT1H',
            'RRULE:FREQ=WEEKLY;COUNT=8',
            `EXDATE;TZID=${zone}:${first}T023000`,
            'SUMMARY:Night shift',
          ]),
          vevent(`dst-${zone}-${first}-${index}`, [
            `RECURRENCE-ID${recurrenceId}`,
            `DTSTART;TZID=${zone}:${moved}T043000`,
            `DTEND;TZID=${zone}:${moved}T053000`,
            'SUMMARY:Night shift\\, moved',
            'SEQUENCE:2',
          ]),
        ]),
      }),
    ),
  );

const spans = (): CorpusEvent[] =>
  [
    ['DTSTART;VALUE=DATE:20260601'],
    ['DTSTART;VALUE=DATE:20260601', 'DTEND;VALUE=DATE:20260601'],
    ['DTSTART;VALUE=DATE:20260601', 'DTEND;VALUE=DATE:20260615'],
    ['DTSTART;VALUE=DATE:20260601', 'DURATION:P2W'],
    ['DTSTART;VALUE=DATE:20260601', 'DURATION:PT36H'],
    ['DTSTART;VALUE=DATE:20260601', 'DTEND:20260602T120000Z'],
    ['DTSTART;VALUE=DATE:20281231', 'DTEND;VALUE=DATE:20290101'],
    ['DTSTART;VALUE=DATE:20280229'],
    ['DTSTART:20260601T090000Z'],
    ['DTSTART:20260601T090000Z', 'DTEND:20260601T080000Z'],
    ['DTSTART:20260601T090000Z', 'DTEND:20260601T090000Z'],
    ['DTSTART:20260601T090000Z', 'DTEND;VALUE=DATE:20260603'],
    ['DTSTART:20260601T235960Z', 'DURATION:PT15M'],
    ['DTSTART:20260601T090000', 'DURATION:P1DT2H30M15S'],
    ['DTSTART:20260601T090000', 'DURATION:-PT1H'],
    ['DTSTART;TZID=Europe/Berlin:20260328T220000', 'DURATION:P1D'],
    ['DTSTART;TZID=Europe/Berlin:20260328T220000', 'DURATION:PT24H'],
    ['DTSTART;TZID=Europe/Berlin:20260329T023000', 'DTEND;TZID=Europe/Berlin:20260329T033000'],
    ['DTSTART;TZID=Europe/Berlin:20261025T023000', 'DTEND;TZID=Europe/Berlin:20261025T024500'],
    ['DTSTART;TZID=Europe/Berlin:20260601T100000', 'DTEND;TZID=America/New_York:20260601T120000'],
    ['DTSTART:19691231T235959Z', 'DTEND:19700101T000001Z'],
    ['DTSTART:20991231T090000Z', 'DURATION:PT1M'],
  ].map((lines, index) => ({
    name: `span ${lines.join(' ')}`,
    ics: calendar([vevent(`span-${index}`, [...lines, 'SUMMARY:Span'])]),
  }));

const listedDates = (): CorpusEvent[] =>
  [
    ['EXDATE;TZID=Europe/Berlin:20260309T090000,20260316T090000', 'EXDATE;TZID=Europe/Berlin:20260323T090000'],
    ['EXDATE:20260309T080000Z', 'EXDATE;VALUE=DATE:20260316'],
    ['EXDATE;TZID=America/New_York:20260316T040000'],
    ['RDATE;TZID=Europe/Berlin:20260304T090000', 'RDATE:20260305T080000Z'],
    ['RDATE;VALUE=DATE:20260306,20260307'],
    ['RDATE;VALUE=PERIOD:20260308T080000Z/PT3H,20260309T080000Z/20260309T100000Z'],
    ['EXDATE:', 'RDATE:20260310T080000Z'],
    ['EXRULE:FREQ=MONTHLY;BYMONTHDAY=13', 'EXDATE:20260309T080000Z,20260309T080000Z'],
  ].flatMap((lines, index) =>
    ['RRULE:FREQ=WEEKLY', 'RRULE:FREQ=WEEKLY;BYDAY=MO\r\nRRULE:FREQ=MONTHLY;BYMONTHDAY=1'].map((rule, variant) => ({
      name: `listed dates ${lines.join(' ')} (${variant})`,
      ics: calendar(
        [
          berlin,
          vevent(`listed-${index}-${variant}`, [
            'DTSTART;TZID=Europe/Berlin:20260302T090000',
            'DTEND;TZID=Europe/Berlin:20260302T100000',
            ...rule.split('\r\n'),
            ...lines,
            'SUMMARY:Listed',
          ]),
        ],
        { foldAt: 0 },
      ),
    })),
  );
