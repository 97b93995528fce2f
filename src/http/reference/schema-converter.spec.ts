import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { convertSchema } from './schema-converter.js';

const Size = z.strictObject({ width: z.int().default(1) }).meta({ id: 'SpecSize' });
const Box = z.strictObject({ size: Size, label: z.string().nullable() }).meta({ id: 'SpecBox' });
const Plain = z.strictObject({ label: z.string() }).meta({ id: 'SpecPlain' });

describe('schemas in the document', () => {
  it('are components by their id, in the dialect of OpenAPI 3.1', () => {
    const { schema, components } = convertSchema(Plain, { schemaType: 'input' }) ?? {};
    expect(schema).toEqual({ $ref: '#/components/schemas/SpecPlain' });
    expect(components?.['SpecPlain']).toMatchObject({
      type: 'object',
      required: ['label'],
      additionalProperties: false,
    });
    const label = convertSchema(Box, { schemaType: 'output' })?.components['SpecBox'];
    expect(JSON.stringify(label)).toContain('{"type":["string","null"]}');
  });

  it('have a name of their own for requests where reading and writing differ, all the way up', () => {
    const written = convertSchema(Box, { schemaType: 'input' });
    expect(written?.schema).toEqual({ $ref: '#/components/schemas/SpecBoxInput' });
    expect(written?.components['SpecSizeInput']).not.toHaveProperty('required');
    expect(JSON.stringify(written?.components['SpecBoxInput'])).toContain(
      '#/components/schemas/SpecSizeInput',
    );
    const read = convertSchema(Box, { schemaType: 'output' });
    expect(read?.components['SpecSize']).toMatchObject({ required: ['width'] });
  });

  it('leave what is no zod schema to others', () => {
    expect(convertSchema({ type: 'object' }, { schemaType: 'input' })).toBeUndefined();
  });
});
