import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { eventFields } from '../../../../test/corpus/calendar/arbitrary.js';
import {
  createEvent,
  parseCalendar,
  patchEvent,
  readEvent,
  type Component,
  type WriteContext,
} from './index.js';

const context: WriteContext = { now: new Date('2026-11-21T12:00:00Z'), recordId: 'r-1', address: null };

const fieldsOf = (ics: string) => readEvent(ics)?.fields;

const linesOf = (of: Component): string[] =>
  of.entries.flatMap(entry => (entry.kind === 'line' ? [`${entry.name}:${entry.value}`] : linesOf(entry)));

const foreign = ['X-FOREIGN;X-P="a;b":kept', 'COMMENT:kept\\, too', 'ATTACH:https://example.com/kept'];

describe('writing and reading events', () => {
  it('reads back exactly the fields it wrote', () => {
    fc.assert(
      fc.property(eventFields, fields => {
        const ics = createEvent(fields, context);
        expect(fieldsOf(ics)).toEqual(fields);
      }),
      { numRuns: 400 },
    );
  });

  it('writes what another parser reads the same', () => {
    fc.assert(
      fc.property(eventFields, fields => {
        const parsed = new ICAL.Component(ICAL.parse(createEvent(fields, context)) as unknown[]);
        const main = parsed.getAllSubcomponents('vevent')[0];
        expect(main?.getFirstPropertyValue('summary') ?? '').toBe(fields.title);
        expect(main?.getFirstPropertyValue('description') ?? null).toBe(fields.description);
        expect(main?.getAllProperties('attendee').length).toBe(fields.attendees.length);
        expect(parsed.getAllSubcomponents('vevent').length).toBe(1 + fields.exceptions.length);
      }),
      { numRuns: 150 },
    );
  });

  it('turns any event into any other by patching, and keeps what it does not know', () => {
    fc.assert(
      fc.property(eventFields, eventFields, (before, after) => {
        const ics = createEvent(before, context).replace(
          'SEQUENCE:0',
          `SEQUENCE:0\r\n${foreign.join('\r\n')}`,
        );
        const wanted = { ...after, uid: before.uid };
        const patched = patchEvent(ics, wanted, Object.keys(wanted), context) ?? ics;
        expect(sorted(fieldsOf(patched))).toEqual(sorted(wanted));
        for (const kept of foreign) expect(patched).toContain(kept);
        for (const event of new ICAL.Component(ICAL.parse(patched) as unknown[]).getAllSubcomponents(
          'vevent',
        )) {
          const end = event.getFirstProperty('dtend');
          if (end) expect(end.type).toBe(event.getFirstProperty('dtstart')?.type);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('changes one field without touching another', () => {
    const names = [
      'title',
      'location',
      'status',
      'attendees',
      'reminders',
      'categories',
      'url',
      'organizer',
    ] as const;
    fc.assert(
      fc.property(eventFields, eventFields, fc.constantFrom(...names), (before, after, name) => {
        const ics = createEvent(before, context);
        const patched = patchEvent(ics, { ...before, [name]: after[name] }, [name], context) ?? ics;
        expect(sorted(fieldsOf(patched))).toEqual(sorted({ ...before, [name]: after[name] }));
        const properties: Record<typeof name, RegExp> = {
          title: /^SUMMARY/,
          location: /^LOCATION/,
          status: /^STATUS/,
          attendees: /^ATTENDEE/,
          reminders: /^(ACTION|TRIGGER|DESCRIPTION|SUMMARY|ATTENDEE)/,
          categories: /^CATEGORIES/,
          url: /^URL/,
          organizer: /^ORGANIZER/,
        };
        const rest = (of: string): string[] =>
          linesOf(parseCalendar(of)).filter(
            l => !properties[name].test(l) && !/^(SEQUENCE|DTSTAMP|LAST-MOD)/.test(l),
          );
        expect(rest(patched)).toEqual(rest(ics));
      }),
      { numRuns: 300 },
    );
  });

  it('never breaks on garbage in other ways than by saying so', () => {
    const token = fc.constantFrom(
      'BEGIN:',
      'END:',
      'VCALENDAR',
      'VEVENT',
      'DTSTART',
      ';',
      ':',
      '"',
      '=',
      '\r\n',
      '\n ',
      'TZID',
      '20260101',
      ',',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(token, fc.string({ maxLength: 8 }))), parts => {
        const ics = `BEGIN:VCALENDAR\nBEGIN:VEVENT\n${parts.join('')}\nEND:VEVENT\nEND:VCALENDAR`;
        try {
          readEvent(ics);
        } catch (error) {
          expect((error as Error).name).toBe('IcsError');
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

/**
 * Sets have no order: a patch keeps the old members in front. A vendor's zone name that the resource already gives
 * another meaning yields to the IANA name.
 */
const sorted = (fields: unknown): unknown =>
  JSON.parse(JSON.stringify(fields ?? null), (key, value: unknown) =>
    key === 'rawZone'
      ? undefined
      : Array.isArray(value)
        ? [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
        : value,
  );
