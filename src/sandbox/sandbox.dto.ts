import { z } from 'zod';

const Value = z.union([z.string().max(20_000), z.boolean(), z.null()]);
const Fields = z.record(z.string(), Value).describe('By the names of the container’s fields');

export const levers = ['notify', 'expire_cursors', 'fail', 'recover', 'revoke', 'empty'] as const;

const Field = z
  .object({
    name: z.string(),
    label: z.string(),
    type: z.enum(['text', 'long_text', 'email', 'time', 'date', 'flag', 'choice']),
    choices: z.array(z.string()).nullable(),
    required: z.boolean(),
  })
  .meta({ id: 'SandboxField' });

export const SandboxView = z
  .object({
    provider: z.string().describe('Key of the simulated provider, as in GET /v1/providers'),
    name: z.string(),
    url: z.string().describe('Where the simulator listens'),
    settings: z.record(z.string(), z.string()).describe('What to type where the connect page asks for it'),
    levers: z.array(z.enum(levers)).describe('What this simulator can be asked to do'),
    accounts: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        email: z.string().nullable(),
        granted: z.boolean().describe('Whether the hub holds a grant that works'),
      }),
    ),
    containers: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        kind: z.string(),
        accountId: z.string().nullable(),
        writable: z.boolean(),
        objects: z.int().describe('How many are in it'),
        fields: z.array(Field),
      }),
    ),
    faultsAhead: z.int().describe('Requests that will still be answered with an error'),
    notices: z
      .array(z.object({ address: z.string(), status: z.int().describe('0: nobody answered') }))
      .describe('The last webhooks that it posted, newest first'),
  })
  .meta({ id: 'Sandbox' });
export type SandboxView = z.infer<typeof SandboxView>;

export const SandboxList = z
  .object({ data: z.array(SandboxView), nextCursor: z.null() })
  .meta({ id: 'SandboxList' });

export const SandboxObjectView = z
  .object({ id: z.string(), title: z.string(), fields: Fields })
  .meta({ id: 'SandboxObject' });
export type SandboxObjectView = z.infer<typeof SandboxObjectView>;

export const SandboxObjectList = z
  .object({ data: z.array(SandboxObjectView), nextCursor: z.null() })
  .meta({ id: 'SandboxObjectList' });

export const WriteSandboxObject = z.strictObject({ fields: Fields }).meta({ id: 'WriteSandboxObject' });
export type WriteSandboxObject = z.infer<typeof WriteSandboxObject>;

const times = z.int().min(1).max(100).default(1);

export const PullLever = z
  .discriminatedUnion('lever', [
    z.strictObject({
      lever: z.literal('notify').describe('Post a webhook although nothing changed'),
      containerId: z.string(),
      times: z.int().min(1).max(5).default(1).describe('The same delivery, byte for byte, so often'),
    }),
    z.strictObject({
      lever: z.literal('expire_cursors').describe('Forget every cursor that was handed out'),
    }),
    z.strictObject({
      lever: z.literal('fail').describe('Answer the next requests with an error'),
      status: z.union([z.literal(429), z.literal(500), z.literal(503)]),
      times,
      retryAfterSeconds: z.int().min(0).max(3600).optional().describe('Sent as Retry-After'),
    }),
    z.strictObject({ lever: z.literal('recover').describe('Answer as usual again') }),
    z.strictObject({
      lever: z.literal('revoke').describe('The person withdraws at the vendor what they granted'),
      accountId: z.string(),
    }),
    z.strictObject({
      lever: z.literal('empty').describe('Delete everything in the container'),
      containerId: z.string(),
    }),
  ])
  .meta({ id: 'PullSandboxLever' });
export type PullLever = z.infer<typeof PullLever>;

export const LeverPulled = z
  .object({ affected: z.int().describe('Grants ended, objects deleted, webhooks posted, faults ahead') })
  .meta({ id: 'SandboxLeverPulled' });
