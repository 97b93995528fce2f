import { describe, expect, it } from '@jest/globals';
import { distance, fitting, nearest } from './near.js';

describe('names that are nearly right', () => {
  it('are as far apart as edits are needed, swapped letters being one', () => {
    expect(distance('slack', 'slack')).toBe(0);
    expect(distance('slakc', 'slack')).toBe(1);
    expect(distance('', 'slack')).toBe(5);
    expect(distance('githbu', 'gitlab')).toBe(3);
  });

  it('lead to the one that was probably meant, and to none when nothing is near', () => {
    const names = ['slack', 'github', 'google-calendar', 'google-contacts'];
    expect(nearest('gogle-calendar', names)).toBe('google-calendar');
    expect(nearest('Slak', names)).toBe('slack');
    expect(nearest('calendar', names)).toBe('google-calendar');
    expect(nearest('workday', names)).toBeUndefined();
  });

  it('fit exactly before they fit as a beginning', () => {
    const names = (name: string): string[] => [name];
    expect(fitting('acme', ['Acme', 'Acme Labs'], names)).toEqual(['Acme']);
    expect(fitting('acm', ['Acme', 'Acme Labs'], names)).toEqual(['Acme', 'Acme Labs']);
    expect(fitting('x', ['Acme'], names)).toEqual([]);
  });
});
