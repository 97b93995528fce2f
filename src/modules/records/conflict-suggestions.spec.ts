import { describe, expect, it } from '@jest/globals';
import { suggestionFrom } from './conflict-suggestions.js';

describe('a suggestion for a conflict', () => {
  it('is what was decided in most of at least three cases', () => {
    const counts = [
      { side: 'remote', times: 9 },
      { side: 'local', times: 1 },
    ] as const;
    expect(suggestionFrom(counts)).toEqual({
      ...{ side: 'remote', times: 9, of: 10 },
      words: 'remote 9 of 10 times',
    });
  });

  it('is not made of few, even or third-value decisions', () => {
    expect(suggestionFrom([{ side: 'remote', times: 2 }])).toBeNull();
    expect(suggestionFrom([{ side: 'value', times: 9 }])).toBeNull();
    expect(
      suggestionFrom([
        { side: 'remote', times: 5 },
        { side: 'local', times: 4 },
      ]),
    ).toBeNull();
    expect(suggestionFrom([])).toBeNull();
  });
});
