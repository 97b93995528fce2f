import { describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { corpus, type CorpusEvent } from '../../../../test/corpus/calendar/index.js';
import {
  createEvent,
  formatCalendar,
  parseCalendar,
  patchEvent,
  readEvent,
  type Component,
  type WriteContext,
} from './index.js';

const context: WriteContext = {
  now: new Date('2026-11-21T12:00:00Z'),
  recordId: '0199-record',
  address: 'me@example.com',
};

const fieldsOf = (ics: string) => {
  const reading = readEvent(ics);
  if (!reading) throw new Error('no event');
  return reading.fields;
};

const propertiesOf = (of: Component): string[] =>
  of.entries.flatMap(entry =>
    entry.kind === 'component'
      ? propertiesOf(entry).map(text => `${entry.name}.${text}`)
      : [
          `${entry.name}|${entry.params.map(p => `${p.name}=${p.values.join('|')}`).join(';')}|${entry.value}`,
        ],
  );

/** All properties but those a revision always changes and the one that was meant. */
const others = (ics: string, meant: RegExp): string[] =>
  propertiesOf(parseCalendar(ics)).filter(
    text => !/^(VEVENT\.)?(DTSTAMP|LAST-MODIFIED|SEQUENCE)\|/.test(text) && !meant.test(text),
  );

const cases = corpus().map(event => [event.name, event] as const);

describe('the corpus of calendar objects', () => {
  it('holds at least 300 events, each under a name of its own', () => {
    expect(cases.length).toBeGreaterThanOrEqual(300);
    expect(new Set(cases.map(([name]) => name)).size).toBe(cases.length);
  });

  it.each(cases)('comes out of the parser as it went in: %s', (_, { ics }: CorpusEvent) => {
    const once = formatCalendar(parseCalendar(ics));
    expect(formatCalendar(parseCalendar(once))).toBe(once);
    expect(propertiesOf(parseCalendar(once))).toEqual(propertiesOf(parseCalendar(ics)));
  });

  it.each(cases)('keeps its fields when it is written anew: %s', (_, { ics }: CorpusEvent) => {
    const fields = fieldsOf(ics);
    const written = createEvent(fields, context);
    const expected = { ...fields, uid: fields.uid ?? context.recordId };
    expect(fieldsOf(written)).toEqual(withoutLostNames(expected));
    expect(() => new ICAL.Component(ICAL.parse(written) as unknown[])).not.toThrow();
    const longest = Math.max(...written.split('\r\n').map(row => Buffer.byteLength(row)));
    expect(longest).toBeLessThanOrEqual(75);
  });

  it.each(cases)('loses nothing when only its title is changed: %s', (_, { ics }: CorpusEvent) => {
    const fields = { ...fieldsOf(ics), title: 'A new title, with a comma' };
    const patched = patchEvent(ics, fields, ['title'], context);
    if (patched === null) throw new Error('nothing was written');
    expect(fieldsOf(patched)).toEqual(fields);
    expect(others(patched, /^VEVENT\.SUMMARY\|/)).toEqual(others(ics, /^VEVENT\.SUMMARY\|/));
  });

  it.each(cases)('is not touched when nothing changed: %s', (_, { ics }: CorpusEvent) => {
    const fields = fieldsOf(ics);
    expect(patchEvent(ics, fields, Object.keys(fields), context)).toBeNull();
  });
});

/** The name of a zone nobody knows cannot be written without its definition: the wall time is what remains. */
const withoutLostNames = <T>(fields: T): T =>
  JSON.parse(JSON.stringify(fields), (_, value: unknown) => {
    const time = value as { zone?: unknown; rawZone?: unknown } | null;
    if (typeof time !== 'object' || time?.zone !== null || time.rawZone === undefined) return value;
    return Object.fromEntries(Object.entries(time).filter(([key]) => key !== 'rawZone'));
  }) as T;
