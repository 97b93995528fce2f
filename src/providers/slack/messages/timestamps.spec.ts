import { describe, expect, it } from '@jest/globals';
import { compareTs, dateOf, earlier, isAfter, latestOf, tsAt } from './timestamps.js';

describe('a message’s ts', () => {
  it('is compared to its last digit, which a double would lose', () => {
    const [one, next] = ['17900000000000.000001', '17900000000000.000002'];
    expect(Number(one)).toBe(Number(next));
    expect(isAfter(next, one)).toBe(true);
    expect(compareTs('999999999.999999', '1000000000.000000')).toBeLessThan(0);
    expect(compareTs('1.000001', '1.000001')).toBe(0);
  });

  it('is a time with milliseconds', () => {
    expect(dateOf('1700000000.123456').toISOString()).toBe('2023-11-14T22:13:20.123Z');
    expect(tsAt(new Date('2023-11-14T22:13:20.123Z'))).toBe('1700000000.123000');
  });

  it('goes back, not before the beginning', () => {
    expect(earlier('1700000000.123456', 100)).toBe('1699999900.123456');
    expect(earlier('50.123456', 100)).toBe('0.000000');
    expect(latestOf([undefined, '5.000001', '10.000000', '9.999999'])).toBe('10.000000');
  });
});
