import { calendar, vevent, type CorpusEvent } from './build.js';

export const attendeeCases = (): CorpusEvent[] => [...invitations(), ...responses(), ...alarms(), ...singleOccurrences()];

const when = ['DTSTART:20260601T090000Z', 'DTEND:20260601T100000Z'];

const attendees = [
  'ATTENDEE:mailto:plain@example.com',
  'ATTENDEE;CN="Doe, Jane";RSVP=TRUE:MAILTO:Jane.Doe@Example.COM',
  'ATTENDEE;CN="Quote ^\'here^\' and ^^ and ^n line":mailto:caret@example.com',
  'ATTENDEE;CN=محمد علي;PARTSTAT=DECLINED:mailto:rtl@example.com',
  'ATTENDEE;CN=Zoë Åström 👩‍🚀;ROLE=CHAIR:mailto:zoe@example.com',
  'ATTENDEE;CUTYPE=ROOM;ROLE=NON-PARTICIPANT;CN=Room 4:mailto:room4@example.com',
  'ATTENDEE;CUTYPE=X-ROBOT;ROLE=X-BOSS;PARTSTAT=X-MAYBE:mailto:robot@example.com',
  'ATTENDEE;EMAIL=via-param@example.com;CN=Apple:/123456/principal/',
  'ATTENDEE;CN=No Address:urn:uuid:6a5c7c3e-0000-4000-8000-000000000001',
  'ATTENDEE;DELEGATED-TO="mailto:b@example.com","mailto:c@example.com";PARTSTAT=DELEGATED:mailto:a@example.com',
  'ATTENDEE;SCHEDULE-STATUS="2.0;Success";X-NUM-GUESTS=2;X-RESPONSE-COMMENT="Late: 10 min":mailto:late@example.com',
  'ATTENDEE;CN=Tag+Plus:mailto:tag%2Bplus@example.com',
  'ATTENDEE;CN="":mailto:empty@example.com',
  'ATTENDEE:mailto:',
  'ATTENDEE;MEMBER="mailto:list@example.com";CUTYPE=GROUP:mailto:münchen@bücher.example',
];

const invitations = (): CorpusEvent[] => [
  ...attendees.map((attendee, index) => ({
    name: `attendee ${attendee.slice(0, 60)}`,
    ics: calendar([
      vevent(`attendee-${index}`, [...when, 'ORGANIZER;CN=Boss:mailto:boss@example.com', attendee, 'SUMMARY:Invited']),
    ]),
  })),
  ...[1, 2, 30, 400].map(count => ({
    name: `invitation of ${count}`,
    ics: calendar([
      vevent(`invitation-${count}`, [
        ...when,
        'ORGANIZER;CN="Big; Boss";SENT-BY="mailto:assistant@example.com":mailto:BOSS@example.com',
        ...Array.from({ length: count }, (_, i) => `ATTENDEE;CN=Guest ${i};PARTSTAT=ACCEPTED:mailto:guest${i}@example.com`),
        ...attendees,
        'SUMMARY:All hands',
        'COMMENT:Bring your badge',
      ]),
    ]),
  })),
];

const responses = (): CorpusEvent[] =>
  ['NEEDS-ACTION', 'ACCEPTED', 'DECLINED', 'TENTATIVE', 'DELEGATED'].flatMap(partstat =>
    ['REQ-PARTICIPANT', 'OPT-PARTICIPANT', 'NON-PARTICIPANT', 'CHAIR'].flatMap(role =>
      ['INDIVIDUAL', 'RESOURCE'].map(kind => ({
        name: `${kind} ${role} ${partstat}`,
        ics: calendar([
          vevent(`response-${partstat}-${role}-${kind}`, [
            ...when,
            'ORGANIZER:mailto:boss@example.com',
            `ATTENDEE;CUTYPE=${kind};ROLE=${role};PARTSTAT=${partstat};RSVP=FALSE:mailto:one@example.com`,
            'STATUS:CONFIRMED',
          ]),
        ]),
      })),
    ),
  );

const alarm = (...lines: string[]): string[] => ['BEGIN:VALARM', ...lines, 'END:VALARM'];

const alarmCases: readonly (readonly string[])[] = [
  alarm('ACTION:DISPLAY', 'TRIGGER:-PT15M', 'DESCRIPTION:Soon'),
  alarm('ACTION:AUDIO', 'TRIGGER:-P1DT2H', 'ATTACH;VALUE=URI:Chord'),
  alarm('ACTION:EMAIL', 'TRIGGER;RELATED=END:PT0S', 'SUMMARY:Over', 'DESCRIPTION:Over', 'ATTENDEE:mailto:me@example.com'),
  alarm('ACTION:DISPLAY', 'TRIGGER;VALUE=DATE-TIME:20260601T083000Z', 'DESCRIPTION:At'),
  alarm('ACTION:NONE', 'TRIGGER;VALUE=DATE-TIME:19760401T005545Z', 'X-APPLE-DEFAULT-ALARM:TRUE'),
  alarm('ACTION:DISPLAY', 'TRIGGER:-PT30S', 'REPEAT:4', 'DURATION:PT5M', 'DESCRIPTION:Again'),
  alarm('ACTION:PROCEDURE', 'TRIGGER:PT10M', 'ATTACH:file:///bin/true'),
  alarm('ACTION:DISPLAY', 'TRIGGER:soon', 'DESCRIPTION:Unreadable'),
  alarm('ACTION:DISPLAY', 'DESCRIPTION:No trigger'),
  alarm('UID:a1', 'X-WR-ALARMUID:a1', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', 'ACKNOWLEDGED:20260601T084500Z', 'DESCRIPTION:Ack'),
  alarm('ACTION:DISPLAY', 'TRIGGER;VALUE=DATE-TIME:19760401T005545Z', 'X-APPLE-PROXIMITY:ARRIVE', 'DESCRIPTION:There'),
];

const alarms = (): CorpusEvent[] => [
  ...alarmCases.map((lines, index) => ({
    name: `alarm ${lines.slice(1, 3).join(' ')}`,
    ics: calendar([vevent(`alarm-${index}`, [...when, 'SUMMARY:Alarm', ...lines])]),
  })),
  { name: 'all alarms', ics: calendar([vevent('alarms', [...when, 'SUMMARY:Alarms', ...alarmCases.flat()])]) },
];

/** Invited to single occurrences of a series that stays with its organizer. */
const singleOccurrences = (): CorpusEvent[] =>
  [1, 3].map(count => ({
    name: `${count} occurrences without their series`,
    ics: calendar(
      Array.from({ length: count }, (_, i) =>
        vevent('detached', [
          `RECURRENCE-ID:2026060${i + 1}T090000Z`,
          `DTSTART:2026060${i + 1}T100000Z`,
          'DURATION:PT1H',
          `SUMMARY:Only the ${i + 1}.`,
        ]),
      ),
    ),
  }));
