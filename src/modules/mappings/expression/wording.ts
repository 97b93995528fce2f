import type { Position } from './syntax.js';

/** What was written, and the names that it may use. */
export interface Written {
  readonly source: string;
  readonly names: readonly string[];
}

interface Place {
  /** What stands before the place, shortened to its end. */
  readonly before: string;
  /** What begins there. */
  readonly here: string;
  readonly names: readonly string[];
}

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

const types: Readonly<Record<string, string>> = {
  string: 'a text',
  int: 'a number',
  uint: 'a number',
  double: 'a number',
  bool: 'true or false',
  list: 'a list',
  map: 'an object',
  null: 'null',
  dyn: 'what is not known yet',
  optional: 'what may be missing',
};

const called = (token = ''): string => tokens[token] ?? 'something else';

/** `list<dyn>` is a list, `dyn<string>` a text. */
const kind = (type = ''): string => types[/^(?:dyn<)?(\w+)/.exec(type)?.[1] ?? ''] ?? type;

const after = ({ before }: Place): string => (before === '' ? '' : ` after “${before}”`);

/** Text and numbers do not mix by themselves, which is what people stumble over most. */
const asOne = (left: string, right: string): string =>
  [left, right].sort().join() === 'a number,a text' ? '; string(…) makes a text of a number' : '';

const all = new Intl.ListFormat('en-GB');

type Words = (found: readonly string[], place: Place) => string;

/** While it is read. */
const readings: readonly (readonly [RegExp, Words])[] = [
  [
    /^Expected (\w+), got EOF$/,
    ([, token], place) => `unfinished, ${called(token)} is missing${after(place)}`,
  ],
  [/^Unexpected token: EOF$/, (_, place) => `unfinished, something is missing${after(place)}`],
  [
    /^Expected (\w+), got /,
    ([, token], place) => `${called(token)} is missing${after(place)}, before “${place.here}”`,
  ],
  [
    /^Unexpected (?:token|character):/,
    (_, place) => `“${place.here}” cannot stand${after(place) || ' here'}`,
  ],
  [/^Unterminated /, () => 'the text that begins here has no quotation mark at its end'],
  [/^Newlines not allowed/, () => 'the text that begins here ends on another line; write \\n for a new line'],
  [
    /(?:escape sequence|Unicode escape|surrogate|hex escape|out of range): (\\.)|^Octal escape|not allowed in bytes/,
    ([, escape = '\\']) => `“${escape}” has no meaning in a text; for a backslash write two`,
  ],
  [/^Invalid (?:number|exponent|(?:hex )?integer)/, () => 'this is no number'],
  [/^Exceeded maxDepth \((\d+)\)/, ([, most]) => `it is nested too deeply, more than ${most} levels`],
  [/^Exceeded maxAstNodes \((\d+)\)/, ([, most]) => `it has too many parts, more than ${most}`],
  [/^Exceeded \w+ \((\d+)\)/, ([, most]) => `too many at once, more than ${most}`],
  [
    /^Unknown variable: (.*)$/,
    ([, name], { names }) => `there is nothing called “${name}” here, only ${all.format(names)}`,
  ],
  [/^Reserved identifier: (.*)$/, ([, name]) => `“${name}” is a word of the language and cannot be a name`],
  [
    /^(\w+)\(.* invalid predicate iteration variable$/,
    ([, call]) => `${call}(…) begins with a name of your own, such as x in ${call}(x, x == 1)`,
  ],
  [/^has\(\) invalid argument/, () => 'has(…) takes a field, such as has(fields.title)'],
];

/** While it is computed, or since its parts cannot fit one another. */
const computations: readonly (readonly [RegExp, Words])[] = [
  [
    /^found no matching overload for '(?:[^'(]*\.)?(\w+)\(/,
    ([, name]) => `there is no function “${name}” that takes what is given to it`,
  ],
  [
    /^no such overload: (\S+) (\S+) (\S+)$/,
    ([, left, operator, right]) =>
      `“${operator}” does not go with ${kind(left)} and ${kind(right)}${asOne(kind(left), kind(right))}`,
  ],
  [
    /^no such overload: ([^\w\s])(\S+)$/,
    ([, operator, type]) => `“${operator}” does not go with ${kind(type)}`,
  ],
  [/^No such key: index out of bounds, index (-?\d+)/, ([, index]) => `the list has no member ${index}`],
  [
    /^No such key: (.*)$/,
    ([, name]) => `there is no “${name}”; for what may be missing write .?${name}.orValue(null)`,
  ],
  [
    /^Logical operator requires bool operands, got '(.*)'$/,
    ([, type]) => `“&&” and “||” take true or false, not ${kind(type)}`,
  ],
  [
    /^Ternary condition must be bool, got '(.*)'$/,
    ([, type]) => `what stands before “?” must be true or false, not ${kind(type)}`,
  ],
  [
    /^(\w+)\(.* predicate must return bool, got '(.*)'$/,
    ([, call, type]) => `what ${call}(…) asks must be true or false, not ${kind(type)}`,
  ],
  [
    /^Ternary branches must have the same type, got '(.*)' and '(.*)'$/,
    ([, left, right]) =>
      `both sides of “:” must be of one kind, not ${kind(left)} and ${kind(right)}${asOne(kind(left), kind(right))}`,
  ],
  [/^Expression of type '(.*)' cannot be range/, ([, type]) => `this goes through a list, not ${kind(type)}`],
  [/^Optional value is not present$/, () => 'nothing is there; say by orValue(…) what it is then'],
  [/^(?:division|modulo) by zero$/, () => 'it divides by zero'],
  [/overflow/, () => 'the number is too large'],
  [/^(\w+)\(\) (?:type|conversion) error/, ([, name]) => `${name}(…) cannot be made of that`],
  [/^timestamp\(\) requires/, () => 'timestamp(…) takes a time such as "2026-01-31T12:00:00Z"'],
  [/^Invalid duration/, () => 'duration(…) takes a time span such as "90m" or "2h"'],
  [/^string\.(\w+)\(.* out of range$/, ([, name]) => `${name}(…) reaches beyond the end of the text`],
];

const sayings = [...readings, ...computations];

const shown = 24;

const placeIn = ({ source, names }: Written, position: Position | null): Place => {
  if (position === null) return { before: '', here: '', names };
  const text = source.split('\n')[position.line - 1] ?? '';
  const before = text.slice(0, position.column - 1).trimEnd();
  const here = /^(?:\w+|\S)/.exec(text.slice(position.column - 1).trimStart())?.[0] ?? '';
  return { before: before.length > shown ? `…${before.slice(-shown)}` : before, here, names };
};

/**
 * What the library says about an expression (`Expected IDENTIFIER, got EOF`), for the person who wrote it. What it says
 * in words that are not known here stays as it is.
 */
export const inPlainWords = (said: string, written: Written, position: Position | null): string => {
  for (const [pattern, words] of sayings) {
    const found = pattern.exec(said);
    if (found) return words(found, placeIn(written, position));
  }
  return said;
};
