import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { modelNames, models } from './index.js';

describe.each(modelNames)('the model %s', name => {
  const model = models[name];
  const custom = (value: unknown) => model.schema.shape.custom.safeParse(value).success;

  it('has custom fields, empty unless somebody fills them, merged name by name', () => {
    expect(model.schema.shape.custom.parse(undefined)).toEqual({});
    expect([model.defaults['custom'], model.merge['custom']]).toEqual([{}, { kind: 'entries' }]);
  });

  it('takes JSON by name there and nothing else', () => {
    expect(custom({ costCenter: 'K7', tags: [1, null, { a: true }] })).toBe(true);
    expect([custom([]), custom({ 'a b': 1 }), custom(null)]).toEqual([false, false, false]);
    expect(custom({ big: 'x'.repeat(200_000) })).toBe(false);
  });

  it('stays strict, and keeps its name and description in its JSON Schema', () => {
    expect(model.schema.safeParse({ ...model.defaults, surprise: 1 }).success).toBe(false);
    const { $ref, $defs } = z.toJSONSchema(model.schema, { unrepresentable: 'any', io: 'input' });
    const schema = $defs?.[$ref?.split('/').at(-1) ?? ''];
    expect(schema).toMatchObject({
      description: expect.any(String),
      properties: { custom: { default: {} } },
    });
    expect(schema?.required ?? []).not.toContain('custom');
  });
});
