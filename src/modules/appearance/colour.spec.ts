import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contrastOf, standsOut, textOn } from './colour.js';

const hex = fc.integer({ min: 0, max: 0xffffff }).map(value => `#${value.toString(16).padStart(6, '0')}`);

describe('a colour', () => {
  it('has the contrast that WCAG says', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrastOf('#ffffff', '#ffffff')).toBe(1);
  });

  it('carries text that can be read, whichever it is', () => {
    fc.assert(fc.property(hex, colour => contrastOf(colour, textOn(colour)) >= 4.5));
    expect([textOn('#ffe066'), textOn('#1c3d5a')]).toEqual(['#000000', '#ffffff']);
  });

  it('is told from the page or is not', () => {
    expect(standsOut('#ffffff')).toEqual({ onLight: false, onDark: true });
    expect(standsOut('#101010')).toEqual({ onLight: true, onDark: false });
  });
});
