/** What the reader of expressions says about tokens, and how a person calls them. */
const tokens: Readonly<Record<string, string>> = {
  IDENTIFIER: 'a name',
  NUMBER: 'a number',
  STRING: 'a text',
  LPAREN: '“(”',
  RPAREN: '“)”',
  LBRACKET: '“[”',
  RBRACKET: '“]”',
  LBRACE: '“{”',
  RBRACE: '“}”',
  DOT: '“.”',
  COMMA: '“,”',
  COLON: '“:”',
  QUESTION: '“?”',
};

const called = (token: string): string => tokens[token] ?? 'something else';

interface Place {
  /** What stands before the place, shortened to its end. */
  readonly before: string;
  /** What begins there. */
  readonly here: string;
}

const shown = 24;

const placeIn = (expression: string, line: number, column: number): Place => {
  const text = expression.split('\n')[line - 1] ?? '';
  const before = text.slice(0, column - 1).trimEnd();
  const here = /^(?:\w+|\S)/.exec(text.slice(column - 1).trimStart())?.[0] ?? '';
  return { before: before.length > shown ? `…${before.slice(-shown)}` : before, here };
};

type Words = (found: RegExpExecArray, place: Place) => string;

const after = ({ before }: Place): string => (before === '' ? '' : ` after “${before}”`);

const sayings: readonly (readonly [RegExp, Words])[] = [
  [
    /^Expected (\w+), got EOF$/,
    ([, token = ''], place) => `unfinished, ${called(token)} is missing${after(place)}`,
  ],
  [/^Unexpected token: EOF$/, (_, place) => `unfinished, something is missing${after(place)}`],
  [
    /^Expected (\w+), got /,
    ([, token = ''], place) => `${called(token)} is missing${after(place)}, before “${place.here}”`,
  ],
  [
    /^Unexpected (?:token|character):/,
    (_, place) => `“${place.here}” cannot stand${after(place) || ' here'}`,
  ],
  [/^Unterminated /, () => 'the text that begins here has no quotation mark at its end'],
  [/^Unknown variable: (.*)$/, ([, name = '']) => `there is nothing called “${name}” here`],
  [
    /^Reserved identifier: (.*)$/,
    ([, name = '']) => `“${name}” is a word of the language and cannot be a name`,
  ],
  [
    /^found no matching overload for '(?:[^'(]*\.)?(\w+)\(/,
    ([, name = '']) => `there is no function “${name}” that takes what is given to it`,
  ],
  [
    /^no such overload: (\S+) (\S+) (\S+)$/,
    ([, left = '', operator = '', right = '']) => `“${operator}” does not go with ${left} and ${right}`,
  ],
];

/**
 * What is wrong with an expression, for the person who writes it. The hub names the place and speaks the words of a
 * compiler: `Line 1, column 8: Expected IDENTIFIER, got EOF`. What it says in other words is shown as it is.
 */
export const expressionProblem = (detail: string, expression: string): string => {
  const [, line, column, said = ''] = /^line (\d+), column (\d+): (.*)$/is.exec(detail) ?? [];
  if (line === undefined || column === undefined) return detail;
  const place = placeIn(expression, Number(line), Number(column));
  for (const [pattern, words] of sayings) {
    const found = pattern.exec(said);
    if (found) return `Line ${line}, column ${column}: ${words(found, place)}.`;
  }
  return detail;
};
