import { describe, expect, it } from '@jest/globals';
import { diffLines } from './text-diff.js';

const said = (before: string, after: string): string =>
  diffLines(before, after)
    .map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${text}`)
    .join('|');

describe('two texts line by line', () => {
  it('says what stayed, what is gone and what is new, in order', () => {
    expect(said('a\nb\nc', 'a\nx\nc\nd')).toBe(' a|-b|+x| c|+d');
  });

  it('finds nothing in equal texts', () => {
    expect(said('a\nb', 'a\nb')).toBe(' a| b');
  });

  it('keeps a moved line once and says it came again elsewhere', () => {
    expect(said('a\nb\nc', 'b\nc\na')).toBe('-a| b| c|+a');
  });

  it('builds either text from its marks, whatever the texts', () => {
    const texts = ['', 'a', 'a\n\nb', 'b\na\nb\na', 'x\ny\nz\n', 'z\nx'];
    for (const before of texts) {
      for (const after of texts) {
        const lines = diffLines(before, after);
        const of = (gone: string) =>
          lines
            .filter(({ kind }) => kind !== gone)
            .map(({ text }) => text)
            .join('\n');
        expect([of('added'), of('removed')]).toEqual([before, after]);
      }
    }
  });
});
