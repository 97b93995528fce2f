import { describe, expect, it } from '@jest/globals';
import { readExpression, valueOf } from './index.js';

const problem = (work: () => unknown): string => {
  try {
    return `${String(work())}, without a problem`;
  } catch (error) {
    return error instanceof Error ? error.message : 'nothing';
  }
};
const read = (source: string) => readExpression(source, ['fields', 'remote']);
const inputs = { fields: valueOf({ title: 'plan', labels: ['a'], priority: 3 }), remote: valueOf({}) };

describe('what is wrong with an expression', () => {
  it.each([
    ['record.', 'unfinished, a name is missing after “record.”'],
    ['fields.title +', 'unfinished, something is missing after “fields.title +”'],
    ['', 'unfinished, something is missing'],
    ['(fields.title', 'unfinished, “)” is missing after “(fields.title”'],
    ['fields.title ? 1', 'unfinished, “:” is missing after “fields.title ? 1”'],
    ['fields..title', 'a name is missing after “fields.”, before “.”'],
    ['{"a" 1}', '“:” is missing after “{"a"”, before “1”'],
    ['fields.title\n  fields', '“fields” cannot stand here'],
    ['fields.title)', '“)” cannot stand after “fields.title”'],
    ['"abc', 'the text that begins here has no quotation mark at its end'],
    ['"a\nb"', 'the text that begins here ends on another line; write \\n for a new line'],
    ['"a\\qb"', '“\\q” has no meaning in a text; for a backslash write two'],
    ['nobody.title', 'there is nothing called “nobody” here, only fields and remote'],
    ['upper(fields.title)', 'there is no function “upper” that takes what is given to it'],
    ['fields.title.foo()', 'there is no function “foo” that takes what is given to it'],
    ['1 + "a"', '“+” does not go with a number and a text; string(…) makes a text of a number'],
    ['[1] - 1', '“-” does not go with a list and a number'],
    ['-"a"', '“-” does not go with a text'],
    ['"a" && true', '“&&” and “||” take true or false, not a text'],
    ['1 ? "a" : "b"', 'what stands before “?” must be true or false, not a number'],
    ['if', '“if” is a word of the language and cannot be a name'],
    ['fields.labels.map(1, 2)', 'map(…) begins with a name of your own, such as x in map(x, x == 1)'],
    ['('.repeat(30) + '1' + ')'.repeat(30), 'it is nested too deeply, more than 20 levels'],
    [Array(250).fill('1').join('+'), 'it has too many parts, more than 200'],
    ['cel.bind(x, 1, x)', 'cel.bind is not available'],
  ])('is said in plain words when it is read: %s', (source, words) => {
    expect(problem(() => read(source))).toBe(words);
  });

  it.each([
    ['remote.cost', 'there is no “cost”; for what may be missing write .?cost.orValue(null)'],
    ['fields.labels[3]', 'the list has no member 3'],
    [
      'fields.title + fields.priority',
      '“+” does not go with a text and a number; string(…) makes a text of a number',
    ],
    ['fields.title.startsWith(1)', 'there is no function “startsWith” that takes what is given to it'],
    ['fields.title ? 1 : 2', 'what stands before “?” must be true or false, not a text'],
    ['fields.title && true', '“&&” and “||” take true or false, not a text'],
    ['1 / 0', 'it divides by zero'],
    ['int(fields.title)', 'int(…) cannot be made of that'],
    ['bool(fields.title)', 'bool(…) cannot be made of that'],
    ['timestamp(fields.title)', 'timestamp(…) takes a time such as "2026-01-31T12:00:00Z"'],
    ['duration(fields.title)', 'duration(…) takes a time span such as "90m" or "2h"'],
    ['fields.title.substring(9)', 'substring(…) reaches beyond the end of the text'],
    ['remote.?cost.value()', 'nothing is there; say by orValue(…) what it is then'],
    ['fields.title.map(x, x)', 'this goes through a list, not a text'],
    ['fields.labels.filter(x, x)', 'what filter(…) asks must be true or false, not a text'],
    ['9223372036854775807 + 1', 'the number is too large'],
  ])('is said in plain words when it is computed: %s', (source, words) => {
    expect(problem(() => read(source).evaluate(inputs))).toBe(words);
  });
});
