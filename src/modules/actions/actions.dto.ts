import { z } from 'zod';

export const PerformAction = z
  .strictObject({
    input: z.record(z.string(), z.unknown()).describe('What the action’s `input` schema asks for'),
    consentId: z.uuid().describe('A standing consent for the action’s purpose'),
  })
  .meta({ id: 'PerformAction' });
export type PerformAction = z.infer<typeof PerformAction>;

export const ActionView = z
  .object({
    name: z.string(),
    description: z.string(),
    purpose: z.string().describe('What the consent has to be for'),
    input: z.record(z.string(), z.unknown()).describe('JSON Schema'),
    output: z.record(z.string(), z.unknown()).describe('JSON Schema'),
    available: z.boolean(),
    missingScopes: z.array(z.string()).describe('Reconnect and agree to these to make it available'),
  })
  .meta({ id: 'Action' });
export type ActionView = z.infer<typeof ActionView>;

export const ActionList = z
  .object({ data: z.array(ActionView), nextCursor: z.string().nullable() })
  .meta({ id: 'ActionList' });

export const ActionResult = z
  .object({
    name: z.string(),
    output: z.record(z.string(), z.unknown()).describe('As the action’s `output` schema says'),
  })
  .meta({ id: 'ActionResult' });
export type ActionResult = z.infer<typeof ActionResult>;
