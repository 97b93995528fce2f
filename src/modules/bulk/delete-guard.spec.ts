import { describe, expect, it } from '@jest/globals';
import { isTooMuch, neededConfirm } from './delete-guard.js';

const load = (deletions: number, total: number) => ({ syncId: 'a', deletions, total });

describe('the rule for bulk deletions', () => {
  it.each([
    [1, 1, false],
    [2, 2, true],
    [10, 11, false],
    [11, 54, true],
    [11, 55, false],
    [10_000, 60_000, false],
  ])('%i of %i asks for a confirmation: %p', (deletions, total, expected) => {
    expect(isTooMuch(load(deletions, total))).toBe(expected);
  });

  it('asks for all deletions of the call when one sync would lose too much', () => {
    expect(neededConfirm([load(2, 2), load(1, 900)])).toBe(3);
    expect(neededConfirm([load(1, 1), load(1, 900)])).toBeNull();
  });
});
