import { describe, expect, it } from '@jest/globals';
import { readExpression } from './expression.js';

const reads = (source: string): unknown => {
  const found = readExpression(source, ['fields', 'remote']).reads;
  return found === 'everything' ? found : [...found].sort();
};

describe('what an expression reads', () => {
  it.each([
    ['fields.payRate + "x"', ['payRate']],
    ['has(fields.birthday) ? fields.title : "none"', ['birthday', 'title']],
    ['fields.?payRate.orValue("")', ['payRate']],
    ['size(fields.emails.filter(e, e.label == fields.title))', ['emails', 'title']],
    ['"fields.payRate"', []],
    ['remote.pay.rate', 'everything'],
    ['fields["pay" + "Rate"]', 'everything'],
    ['size(fields)', 'everything'],
    ['[1].map(x, fields).size()', 'everything'],
  ])('%s', (source, expected) => {
    expect(reads(source)).toEqual(expected);
  });
});
