import { z } from 'zod';

const methods = ['oauth', 'installation', 'secret'] as const;
export type GuideMethod = (typeof methods)[number];

export const GuideView = z
  .object({
    provider: z.string(),
    name: z.string(),
    vendor: z.string(),
    ways: z
      .array(
        z.object({
          method: z.enum(methods).describe('How people connect when it is set up so'),
          title: z.string().nullable().describe('null where there is only one way'),
          steps: z
            .array(z.string())
            .describe('Markdown, with this hub’s addresses in place; empty where the guide is not installed'),
        }),
      )
      .describe('One after the other where there are several'),
    redirectUri: z.url().nullable().describe('Register this redirect address at the vendor'),
    webhookUrl: z
      .url()
      .nullable()
      .describe('Enter this address at the vendor; null where the hub registers its own, or there is none'),
    webhookSecret: z.boolean().describe('Whether the vendor’s signing secret belongs into the integration'),
    scopes: z.array(
      z.object({ scope: z.string(), purpose: z.string(), reason: z.string(), required: z.boolean() }),
    ),
    documentation: z.string().describe('The whole guide, in the documentation'),
  })
  .meta({ id: 'ProviderGuide' });
export type GuideView = z.infer<typeof GuideView>;

export const checkKinds = [
  'enabled',
  'client',
  'redirect_address',
  'token_endpoint',
  'credentials',
  'webhook_address',
  'webhook_secret',
] as const;

export const IntegrationCheck = z
  .object({
    kind: z.enum(checkKinds),
    state: z.enum(['ok', 'warning', 'failed', 'unknown']),
    text: z.string().describe('What was found, in a sentence'),
    cure: z.string().nullable().describe('What helps; null when nothing has to'),
  })
  .meta({ id: 'IntegrationCheck' });
export type IntegrationCheck = z.infer<typeof IntegrationCheck>;

export const IntegrationChecks = z
  .object({
    ready: z
      .boolean()
      .describe('Nothing stands in the way of connecting an account, as far as can be found out'),
    checks: z.array(IntegrationCheck),
  })
  .meta({ id: 'IntegrationChecks' });
export type IntegrationChecks = z.infer<typeof IntegrationChecks>;
