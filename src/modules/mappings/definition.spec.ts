import { describe, expect, it } from '@jest/globals';
import { modelNames, models } from '#unified-models';
import { judge } from './definition.js';
import type { Rule } from './rules.js';
import { sampleFields } from './samples.js';

const samples = sampleFields(models.task).map(fields => ({ fields, remote: null }));
const judged = (...rules: Rule[]) => judge(models.task, rules, samples);
const into = (target: string, expression: string): Rule => ({ target, direction: 'in', expression });
const out = (target: string, expression: string): Rule => ({ target, direction: 'out', expression });
const both = (target: string, expression: string, outExpression: string): Rule => ({
  target,
  direction: 'both',
  expression,
  outExpression,
});

describe('samples made from a schema', () => {
  it.each(modelNames)('are complete fields of %s', name => {
    const model = models[name];
    for (const fields of sampleFields(model)) expect(model.schema.safeParse(fields).error).toBeUndefined();
  });
});

describe('a definition', () => {
  it.each<[Rule, string, string]>([
    [into('title', 'fields.title +'), 'rules.0.expression', 'line 1, column 15'],
    [into('title', 'record.title'), 'rules.0.expression', 'nothing called “record”'],
    [into('colour', '1'), 'rules.0.target', 'task has no field colour'],
    [into('custom', '{}'), 'rules.0.target', 'custom.<name>'],
    [into('custom.a b', '1'), 'rules.0.target', 'custom.<name>'],
    [into('custom.__proto__', '1'), 'rules.0.target', 'custom.<name>'],
    [out('custom.a', '1'), 'rules.0.target', 'fields of the model alone'],
    [{ ...into('title', '"a"'), direction: 'both' }, 'rules.0.outExpression', 'needs it'],
    [{ ...into('title', '"a"'), outExpression: '"a"' }, 'rules.0.outExpression', 'only for direction both'],
    [both('title', '"a"', 'record.title + 1)'), 'rules.0.outExpression', 'line 1'],
    [into('title', 'size(fields.title)'), 'rules.0.expression', 'title cannot be that'],
    [out('title', 'true'), 'rules.0.expression', 'title cannot be that'],
  ])('is refused: %j', (rule, path, detail) => {
    const { errors } = judged(rule);
    expect(errors).toEqual([{ path, detail: expect.stringContaining(detail) }]);
  });

  it('has one rule for a target and a way', () => {
    expect(judged(into('title', '"a"'), into('title', '"b"')).errors).toMatchObject([
      { path: 'rules.1.target' },
    ]);
    expect(judged(into('title', 'fields.title'), out('title', 'record.title')).errors).toEqual([]);
  });

  it('warns of a field that no rule brings back', () => {
    expect(judged(into('title', 'fields.title + "!"')).warnings).toEqual([
      expect.stringContaining('title is not pushed'),
    ]);
    expect(judged(into('custom.first', 'fields.title')).warnings).toEqual([
      expect.stringContaining('custom.first is not pushed'),
    ]);
    expect(
      judged(into('custom.first', 'fields.title'), out('title', 'record.custom.first')).warnings,
    ).toEqual([]);
  });

  it('warns when what goes out does not come back the same', () => {
    const appended = both('title', 'fields.title + "!"', 'record.title.substring(0, size(record.title) - 1)');
    expect(judged(appended).warnings).toEqual([expect.stringContaining('does not come back')]);
    const prefixed = both('title', '"x" + fields.title', 'record.title.substring(1)');
    expect(judged(prefixed).warnings).toEqual([]);
    const upper = both('title', 'fields.title.upperAscii()', 'record.title');
    expect(judged(upper).warnings).toEqual([expect.stringContaining('does not come back')]);
  });

  it('warns of a rule that fails on some samples, and takes one that no sample can try', () => {
    const { errors, warnings } = judged(into('custom.a', 'remote.cost.center'));
    expect([errors, warnings[0]]).toEqual([[], expect.stringContaining('failed on 2 of 2 samples')]);
  });
});
