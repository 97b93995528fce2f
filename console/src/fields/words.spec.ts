import { describe, expect, it } from '@jest/globals';
import { ruleWords } from './recurrence.js';
import { instantOf } from './times.js';

describe('a wall time in a zone', () => {
  it('is the instant it names there, in winter and in summer', () => {
    expect(instantOf('2026-12-01T11:00:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 11, 1, 10));
    expect(instantOf('2026-07-01T11:00:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 6, 1, 9));
    expect(instantOf('2026-07-01T11:00:00', 'Asia/Kolkata')).toBe(Date.UTC(2026, 6, 1, 5, 30));
  });

  it('is right on both sides of the change of clocks', () => {
    expect(instantOf('2026-03-29T01:59:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 0, 59));
    expect(instantOf('2026-03-29T03:00:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 1, 0));
    expect(instantOf('2026-10-25T04:00:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 25, 3, 0));
  });

  it('is unknown in a zone that does not exist', () => {
    expect(instantOf('2026-12-01T11:00:00', 'Mars/Olympus')).toBeNull();
  });
});

describe('a rule of repetition in words', () => {
  it('says the usual ones', () => {
    expect(ruleWords('FREQ=WEEKLY;BYDAY=MO,WE')).toBe('Every week on Monday, Wednesday');
    expect(ruleWords('FREQ=DAILY;INTERVAL=2;COUNT=5')).toBe('Every 2 days, 5 times');
  });

  it('shows what it cannot say as it is', () => {
    for (const rule of ['FREQ=MONTHLY;BYDAY=2MO', 'FREQ=YEARLY;BYMONTH=3', 'nonsense'])
      expect(ruleWords(rule)).toBe(rule);
  });
});
