import { z } from 'zod';
import { limits } from './expression/index.js';

const expression = z.string().min(1).max(limits.expression);

export const Rule = z
  .strictObject({
    target: z
      .string()
      .max(100)
      .describe('A field of the model, or custom.<name>; on the way out a field that the provider takes'),
    direction: z.enum(['in', 'out', 'both']),
    expression: expression.describe(
      'CEL over fields and remote; for direction out over record, fields, remote',
    ),
    outExpression: expression.optional().describe('For direction both: the way back'),
  })
  .meta({ id: 'MappingRule' });
export type Rule = z.infer<typeof Rule>;

export const Rules = z.array(Rule).max(100);
