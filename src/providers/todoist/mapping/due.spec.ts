import { describe, expect, it } from '@jest/globals';
import type { TodoistDue } from '../todoist.types.js';
import { type DueFields, readDue, writeDue, zoneOf } from './due.js';

const berlin = 'Europe/Berlin';
const none: DueFields = { due: null, dueAt: null, recurrence: null };

describe('what is due', () => {
  const cases: readonly (readonly [string, TodoistDue | null, DueFields])[] = [
    ['nothing', null, none],
    ['a day', { date: '2027-03-01', is_recurring: false }, { ...none, due: '2027-03-01' }],
    [
      'a time on the account’s clock, in winter',
      { date: '2027-01-10T09:00:00' },
      { ...none, due: '2027-01-10', dueAt: '2027-01-10T08:00:00Z' },
    ],
    [
      'a time on the account’s clock, in summer',
      { date: '2027-07-10T09:00:00.000000' },
      { ...none, due: '2027-07-10', dueAt: '2027-07-10T07:00:00Z' },
    ],
    [
      'an instant, whose day is the one in its zone',
      { date: '2027-01-09T23:30:00.000000Z', timezone: 'Asia/Tokyo' },
      { ...none, due: '2027-01-10', dueAt: '2027-01-09T23:30:00Z' },
    ],
    [
      'a rule, in its words',
      { date: '2027-01-10', string: 'jeden Tag', lang: 'de', is_recurring: true },
      { ...none, due: '2027-01-10', recurrence: 'jeden Tag' },
    ],
  ];

  it.each(cases)('reads %s', (_, due, fields) => {
    expect(readDue(due, berlin)).toEqual(fields);
  });

  it('takes a zone that nobody knows for UTC', () => {
    expect([zoneOf('GMT +1:00 Somewhere'), zoneOf(null), zoneOf(berlin)]).toEqual(['UTC', 'UTC', berlin]);
  });
});

describe('writing what is due', () => {
  const recurring: TodoistDue = { date: '2027-01-10', string: 'jeden Tag', lang: 'de', is_recurring: true };
  const context = (present: TodoistDue | null) => ({ present, accountZone: berlin });

  it('says nothing when nothing of it changed', () => {
    expect(writeDue({ ...none, due: '2027-01-10' }, ['title'], context(null))).toBeUndefined();
  });

  it('takes everything away with the day', () => {
    expect(writeDue({ ...none, recurrence: 'jeden Tag' }, ['due'], context(recurring))).toBeNull();
  });

  it('sends the rule along with another day, in its language', () => {
    const moved = { ...none, due: '2027-01-12', recurrence: 'jeden Tag' };
    expect(writeDue(moved, ['due'], context(recurring))).toEqual({ ...recurring, date: '2027-01-12' });
  });

  it('ends the recurrence and keeps the day', () => {
    expect(writeDue({ ...none, due: '2027-01-10' }, ['recurrence'], context(recurring))).toEqual({
      date: '2027-01-10',
    });
  });

  it('leaves the first day of a new rule to Todoist', () => {
    const wish = { ...none, due: '2027-01-10', recurrence: 'every friday' };
    expect(writeDue(wish, ['recurrence'], context({ date: '2027-01-10' }))).toEqual({
      string: 'every friday',
      is_recurring: true,
    });
  });

  it('keeps a floating time floating, and a fixed one in its zone', () => {
    const wish = { ...none, due: '2027-07-10', dueAt: '2027-07-10T07:00:00Z' };
    const floating = { date: '2027-07-09T12:00:00' };
    expect(writeDue(wish, ['dueAt'], context(floating))).toEqual({ date: '2027-07-10T09:00:00' });
    const fixed = { date: '2027-07-09T12:00:00Z', timezone: 'Asia/Tokyo' };
    expect(writeDue(wish, ['dueAt'], context(fixed))).toEqual({
      date: '2027-07-10T07:00:00Z',
      timezone: 'Asia/Tokyo',
    });
    expect(writeDue(wish, ['dueAt'], context(null))).toEqual({
      date: '2027-07-10T07:00:00Z',
      timezone: berlin,
    });
  });

  it('keeps the time of day when only the day changes, across the change of the clocks', () => {
    const wish = { ...none, due: '2027-07-10', dueAt: '2027-01-10T08:00:00Z' };
    expect(writeDue(wish, ['due'], context({ date: '2027-01-10T09:00:00' }))).toEqual({
      date: '2027-07-10T09:00:00',
    });
  });
});
