import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExpressionError, OutOfTime, readExpression, valueOf, within } from './index.js';

const inputs = (fields: unknown, remote: unknown = null) => ({
  fields: valueOf(fields),
  remote: valueOf(remote),
});
const names = ['fields', 'remote'];

const evaluate = (source: string, fields: unknown = {}, remote: unknown = null): unknown =>
  within(1_000, () => readExpression(source, names).evaluate(inputs(fields, remote)));

const failure = (work: () => unknown): Error => {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it did not fail');
};

describe('an expression', () => {
  it.each<[string, unknown]>([
    ['fields.title + "!"', 'plan!'],
    ['fields.priority + 1', 4],
    ['fields.priority * 1.5', 4.5],
    ['remote.cost.?center.orValue("none")', 'none'],
    ['has(remote.cost.place) ? remote.cost.place : null', 'Rome'],
    ['fields.labels.filter(l, l.startsWith("cc:")).map(l, l.substring(3))', ['a', 'b']],
    ['fields.labels.exists(l, l == "cc:a")', true],
    ['{"a": fields.title, "b": [1, 2.5, null]}', { a: 'plan', b: [1, 2.5, null] }],
    ['fields.title.split("a").join("-")', 'pl-n'],
    ['timestamp("2026-01-01T00:00:00Z")', '2026-01-01T00:00:00.000Z'],
    ['fields.nothing == null', true],
  ])('computes %s', (source, expected) => {
    const fields = { title: 'plan', priority: 3, labels: ['cc:a', 'x', 'cc:b'], nothing: null };
    expect(evaluate(source, fields, { cost: { place: 'Rome' } })).toEqual(expected);
  });

  it.each<[string, number, number]>([
    ['fields.title +', 1, 15],
    ['fields.title\n  ++ 1', 2, 4],
    ['nobody.title', 1, 1],
    ['"a" + 1', 1, 1],
    ['fields.title.matches("(a+)+$")', 1, 1],
    ['1 + cel.bind(x, 1, x)', 1, 5],
  ])('is refused with its position: %j', (source, line, column) => {
    const error = failure(() => readExpression(source, names));
    expect(error).toBeInstanceOf(ExpressionError);
    expect((error as ExpressionError).position).toEqual({ line, column });
  });

  it('loops no deeper than two lists', () => {
    const loop = (inner: string) => `[1].map(x, ${inner})`;
    expect(evaluate(loop(loop('x')))).toEqual([[1]]);
    expect(failure(() => readExpression(loop(loop(loop('x'))), names)).message).toContain(
      'no more than 2 loops',
    );
  });

  it('gives data or nothing', () => {
    for (const source of [
      'type(1)',
      'b"ab"',
      'optional.of(1)',
      'double("inf")',
      '9223372036854775807',
      '"\\u0000"',
    ])
      expect(failure(() => evaluate(source))).toBeInstanceOf(ExpressionError);
  });
});

describe('a hostile expression', () => {
  const reached = ['constructor', '__proto__', 'prototype', 'toString', 'valueOf', 'hasOwnProperty'];

  it.each(reached)('reaches no %s', name => {
    for (const start of ['fields', 'remote', 'fields.title', 'fields.list', '{"a": 1}', '[1]', '1', 'true']) {
      for (const source of [`${start}.${name}`, `${start}["${name}"]`, `${start}.${name}("return 1")`]) {
        expect(failure(() => evaluate(source, { title: 'x', list: [1] }, { a: {} }))).toBeInstanceOf(Error);
      }
    }
  });

  it('reads a payload’s own fields of such names as data', () => {
    const payload: unknown = JSON.parse('{"constructor": 1, "__proto__": {"polluted": true}}');
    expect(evaluate('remote.constructor', {}, payload)).toBe(1);
    expect(evaluate('remote["__proto__"].polluted', {}, payload)).toBe(true);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('is stopped in a loop over many members', () => {
    const list = Array.from({ length: 20_000 }, (_, index) => index);
    const nested = readExpression('fields.list.map(x, fields.list.filter(y, y == x))', names);
    const begun = performance.now();
    expect(failure(() => within(50, () => nested.evaluate(inputs({ list }))))).toBeInstanceOf(OutOfTime);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('makes no large text and no large list', () => {
    const doubled = (start: string) => `[[${start}].map(a, a + a)[0]].map(b, b + b)[0]`;
    const long = { text: 'x'.repeat(60_000), list: Array.from({ length: 3_000 }, () => 1) };
    expect(failure(() => evaluate(doubled('fields.text'), long)).message).toContain('too large');
    expect(failure(() => evaluate(doubled('fields.list'), long)).message).toContain('too large');
    expect(failure(() => readExpression('fields.list.join(fields.text)', names)).message).toContain(
      'quoted text',
    );
  });

  it('is not read when it is long, deep or wide', () => {
    for (const source of [
      `"${'x'.repeat(3_000)}"`,
      '('.repeat(500) + '1' + ')'.repeat(500),
      '-'.repeat(900) + '1',
      Array(400).fill('1').join('+'),
      `[${Array(200).fill('1').join(',')}]`,
      'fields' + '.a'.repeat(300),
    ])
      expect(failure(() => evaluate(source))).toBeInstanceOf(ExpressionError);
  });

  it('does no more than fail, whatever its text', () => {
    const word = fc.constantFrom(
      ...[
        'fields',
        'remote',
        '.',
        '.?',
        '[',
        ']',
        '(',
        ')',
        '"',
        "'",
        '+',
        '-',
        '*',
        '?',
        ':',
        ',',
        ' ',
        '{',
        '}',
        '1',
      ],
      ...[
        'map',
        'filter',
        'all',
        'x',
        'constructor',
        '__proto__',
        'has',
        'size',
        'string',
        'title',
        '9e99',
        '&&',
        '\\',
      ],
    );
    const source = fc.oneof(
      fc.array(word, { maxLength: 30 }).map(words => words.join('')),
      fc.string(),
    );
    const before = Object.getOwnPropertyNames(Object.prototype).length;
    fc.assert(
      fc.property(source, fc.json(), (text, payload) => {
        try {
          const result = evaluate(text, { title: 'x' }, JSON.parse(payload));
          expect(JSON.parse(JSON.stringify(result))).toEqual(result);
        } catch (error) {
          if (!(error instanceof ExpressionError || error instanceof OutOfTime)) throw error;
        }
      }),
      { numRuns: 1_000 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before);
  });
});
