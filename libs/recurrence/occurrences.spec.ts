import { describe, expect, it } from '@jest/globals';
import type { EventTime } from '#unified-models';
import { type Happening, occurrencesIn, TooManyOccurrences } from './occurrences.js';
import { ZoneClock } from './zone-clock.js';

const at = (local: string, zone: string | null = 'Europe/Berlin'): EventTime => ({
  kind: 'time',
  local,
  zone,
});
const on = (date: string): EventTime => ({ kind: 'date', date });
const event = (start: EventTime, end: EventTime, more: Partial<Happening> = {}): Happening => ({
  ...{ start, end, status: 'confirmed', transparency: 'busy', recurrence: null, exceptions: [] },
  ...more,
});
const series = (rule: string, more: Partial<NonNullable<Happening['recurrence']>> = {}) => ({
  recurrence: { rules: rule === '' ? [] : [rule], excluded: [], additional: [], ...more },
});
const within = (happening: Happening, from: string, to: string, zone = 'Europe/Berlin') =>
  occurrencesIn(happening, { from: Date.parse(from), to: Date.parse(to) }, new ZoneClock(zone)).map(
    ({ start, end }) =>
      `${new Date(start).toISOString().slice(0, 16)}/${new Date(end).toISOString().slice(11, 16)}`,
  );
const morning = event(at('2026-03-27T09:00:00'), at('2026-03-27T10:00:00'));

describe('occurrences', () => {
  it('keep their wall time when the clocks change', () => {
    const found = within({ ...morning, ...series('FREQ=DAILY') }, '2026-03-28T00:00Z', '2026-03-31T00:00Z');
    expect(found).toEqual(['2026-03-28T08:00/09:00', '2026-03-29T07:00/08:00', '2026-03-30T07:00/08:00']);
  });

  it('in the hour that is skipped happen an hour later, in the doubled one once', () => {
    const skipped = event(at('2026-03-28T02:30:00'), at('2026-03-28T02:45:00'), series('FREQ=DAILY'));
    expect(within(skipped, '2026-03-29T00:00Z', '2026-03-29T12:00Z')).toEqual(['2026-03-29T01:30/01:45']);
    const doubled = event(at('2026-10-24T02:30:00'), at('2026-10-24T02:45:00'), series('FREQ=DAILY'));
    expect(within(doubled, '2026-10-25T00:00Z', '2026-10-25T12:00Z')).toEqual(['2026-10-25T00:30/00:45']);
  });

  it('end where UNTIL says, in UTC, by date or by wall time', () => {
    const last = (until: string) =>
      within(
        { ...morning, ...series(`FREQ=DAILY;UNTIL=${until}`) },
        '2026-03-01T00:00Z',
        '2026-06-01T00:00Z',
      ).at(-1);
    expect(last('20260330T070000Z')).toBe('2026-03-30T07:00/08:00');
    expect(last('20260330T065959Z')).toBe('2026-03-29T07:00/08:00');
    expect(last('20260330')).toBe('2026-03-30T07:00/08:00');
    expect(last('20260330T085959')).toBe('2026-03-29T07:00/08:00');
  });

  it('leave out what is excluded and add what is additional, in whatever zone it is told', () => {
    const times = { excluded: [at('2026-03-28T08:00:00', 'UTC')], additional: [at('2026-03-28T12:00:00')] };
    const found = within(
      { ...morning, ...series('FREQ=DAILY', times) },
      '2026-03-27T00:00Z',
      '2026-03-29T00:00Z',
    );
    expect(found).toEqual(['2026-03-27T08:00/09:00', '2026-03-28T11:00/12:00']);
  });

  it('without a rule happen at the start and the additional starts', () => {
    const times = { additional: [at('2026-03-28T12:00:00')] };
    const found = within({ ...morning, ...series('', times) }, '2026-03-27T00:00Z', '2026-03-29T00:00Z');
    expect(found).toEqual(['2026-03-27T08:00/09:00', '2026-03-28T11:00/12:00']);
  });

  it('are replaced by their exceptions, also where these moved into the range or out of it', () => {
    const moved = (recurrenceId: string, start: string, end: string) => ({
      ...{
        recurrenceId: at(recurrenceId),
        start: at(start),
        end: at(end),
        title: 'Moved',
        description: null,
      },
      ...{ location: null, status: 'confirmed' as const, transparency: 'free' as const, attendees: [] },
      reminders: null,
    });
    const exceptions = [
      moved('2026-03-28T09:00:00', '2026-05-01T09:00:00', '2026-05-01T09:30:00'),
      moved('2026-06-01T09:00:00', '2026-03-30T15:00:00', '2026-03-30T16:00:00'),
    ];
    const changed = { ...morning, ...series('FREQ=DAILY;COUNT=90'), exceptions };
    expect(within(changed, '2026-03-28T00:00Z', '2026-03-31T00:00Z')).toEqual([
      ...['2026-03-29T07:00/08:00', '2026-03-30T07:00/08:00', '2026-03-30T13:00/14:00'],
    ]);
    expect(within(changed, '2026-05-01T00:00Z', '2026-05-02T00:00Z')).toHaveLength(2);
    expect(within(changed, '2026-06-01T00:00Z', '2026-06-02T00:00Z')).toEqual([]);
  });

  it('of a whole day last from midnight to midnight where the asker is', () => {
    const birthday = event(on('2026-03-29'), on('2026-03-30'), series('FREQ=YEARLY'));
    expect(within(birthday, '2026-03-01T00:00Z', '2026-04-01T00:00Z')).toEqual(['2026-03-28T23:00/22:00']);
    expect(within(birthday, '2026-03-01T00:00Z', '2026-04-01T00:00Z', 'Asia/Tokyo')).toEqual([
      '2026-03-28T15:00/15:00',
    ]);
  });

  it('that began before the range and last into it are found', () => {
    const trip = event(at('2026-03-01T12:00:00'), at('2026-03-11T12:00:00'), series('FREQ=MONTHLY'));
    expect(within(trip, '2026-04-10T00:00Z', '2026-04-10T01:00Z')).toHaveLength(1);
    expect(within(trip, '2026-04-12T00:00Z', '2026-04-30T00:00Z')).toEqual([]);
  });

  it('that are too many are refused rather than expanded', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => hour).join(',');
    const busy = { ...morning, ...series(`FREQ=DAILY;BYHOUR=${hours};BYMINUTE=0,15,30,45`) };
    expect(() => within(busy, '2026-04-01T00:00Z', '2027-04-01T00:00Z')).toThrow(TooManyOccurrences);
  });
});
