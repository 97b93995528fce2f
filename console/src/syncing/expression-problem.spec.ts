import { describe, expect, it } from '@jest/globals';
import { ExpressionError, readExpression } from '../../../src/modules/mappings/expression/index.js';
import { expressionProblem } from './expression-problem.js';

/** As the hub answers it and the form shows it. */
const said = (expression: string): string => {
  try {
    readExpression(expression, ['fields', 'remote']);
  } catch (error) {
    if (!(error instanceof ExpressionError) || error.position === null) throw error;
    const { line, column } = error.position;
    return expressionProblem(`Line ${line}, column ${column}: ${error.message}`, expression);
  }
  return 'nothing';
};

describe('what is wrong with an expression', () => {
  it.each([
    ['record.', 'Line 1, column 8: unfinished, a name is missing after “record.”.'],
    ['fields.title +', 'Line 1, column 15: unfinished, something is missing after “fields.title +”.'],
    ['', 'Line 1, column 1: unfinished, something is missing.'],
    ['(fields.title', 'Line 1, column 14: unfinished, “)” is missing after “(fields.title”.'],
    ['fields.title ? 1', 'Line 1, column 17: unfinished, “:” is missing after “fields.title ? 1”.'],
    ['fields..title', 'Line 1, column 8: a name is missing after “fields.”, before “.”.'],
    ['{"a" 1}', 'Line 1, column 6: “:” is missing after “{"a"”, before “1”.'],
    ['fields.title\n  fields', 'Line 2, column 3: “fields” cannot stand here.'],
    ['fields.title)', 'Line 1, column 13: “)” cannot stand after “fields.title”.'],
    ['"abc', 'Line 1, column 1: the text that begins here has no quotation mark at its end.'],
    ['nobody.title', 'Line 1, column 1: there is nothing called “nobody” here.'],
    ['upper(fields.title)', 'Line 1, column 1: there is no function “upper” that takes what is given to it.'],
    ['fields.title.foo()', 'Line 1, column 1: there is no function “foo” that takes what is given to it.'],
    ['1 + "a"', 'Line 1, column 1: “+” does not go with int and string.'],
    ['if', 'Line 1, column 1: “if” is a word of the language and cannot be a name.'],
  ])('%s', (expression, words) => {
    expect(said(expression)).toBe(words);
  });

  it('is shown as it is where the hub speaks plainly', () => {
    const detail = 'Line 1, column 1: cel.bind is not available';
    expect(expressionProblem(detail, 'cel.bind(x, 1, x)')).toBe(detail);
    expect(expressionProblem('longer than 2000 characters', 'x')).toBe('longer than 2000 characters');
  });
});
