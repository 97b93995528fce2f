import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform(value => value === 'true');
const url = z.url({ protocol: /^https?$/ }).transform(value => value.replace(/\/+$/, ''));
const list = z.string().transform(value =>
  value
    .split(',')
    .map(item => item.trim())
    .filter(Boolean),
);

const network = z.union([z.cidrv4(), z.cidrv6()], 'expected networks such as 127.0.0.0/8 or fd00::/8');

const providerUrls = z.record(
  z.string(),
  z
    .strictObject({ authorize: url, token: url, revoke: url, api: url, install: url, issuer: z.string() })
    .partial(),
);
export type ProviderUrls = z.infer<typeof providerUrls>;

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'expected JSON' });
    return z.NEVER;
  }
});

/**
 * Every setting of the hub. The name is the environment variable, the description is what `docs/configuration.md`
 * prints. A value that does not fit stops the process with its name.
 */
export const Settings = z.object({
  CAUSEWAY_ROLE: z.enum(['all', 'api', 'worker']).default('all').describe('What this process does'),
  HOST: z.string().default('127.0.0.1').describe('Address the API listens on'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('Port the API listens on'),
  CAUSEWAY_SHARED_PORT: flag
    .default(false)
    .describe('Other processes of this machine listen on PORT as well; the kernel shares connections out'),
  CAUSEWAY_DATA_DIR: z.string().default('data').describe('Embedded database and key file'),
  DATABASE_URL: z
    .string()
    .startsWith('postgres')
    .optional()
    .describe('Your PostgreSQL 16+, as the serving role'),
  DATABASE_OWNER_URL: z
    .string()
    .startsWith('postgres')
    .optional()
    .describe('The same database as the owning role; needed to migrate'),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10).describe('Connections of one process'),
  REDIS_URL: z
    .string()
    .startsWith('redis')
    .optional()
    .describe('Moves the job queue from PostgreSQL to Redis or Valkey'),
  CAUSEWAY_PUBLIC_URL: url.optional().describe('Base URL of the API as clients reach it'),
  CAUSEWAY_CALLBACK_URL: url.optional().describe('Base URL of OAuth redirects; default: the public URL'),
  CAUSEWAY_WEBHOOK_URL: url.optional().describe('Base URL vendors post to; default: the public URL'),
  CAUSEWAY_CONSOLE_URL: url.optional().describe('Base URL of the console; default: the public URL'),
  CAUSEWAY_RETURN_ORIGINS: list.default([]).describe('Origins that `returnTo` may lead to, besides our own'),
  CAUSEWAY_CORS_ORIGINS: list.default([]).describe('Origins whose pages may call the API'),
  CAUSEWAY_TRUST_PROXY: flag.default(false).describe('Believe X-Forwarded-For of the proxy in front'),
  CAUSEWAY_KEY: z
    .string()
    .optional()
    .describe('Key-encryption key, base64 of 32 bytes; default: the key file'),
  CAUSEWAY_KEY_FILE: z.string().optional().describe('Key file; default: <data>/keys/vault.json'),
  CAUSEWAY_ALLOW_PRIVATE_TARGETS: list
    .pipe(z.array(network))
    .default([])
    .describe('Networks (CIDR) outside the public internet that providers may live in, e.g. 127.0.0.0/8'),
  CAUSEWAY_PROVIDER_URLS: json
    .pipe(providerUrls)
    .default({})
    .describe(
      'JSON: base URLs per provider, {"google-calendar":{"authorize":…,"token":…,"revoke":…,"api":…}}',
    ),
  CAUSEWAY_SANDBOX: z
    .enum(['on', 'off'])
    .optional()
    .describe('Simulated vendors inside the hub; default: on for a local hub with its embedded database'),
  CAUSEWAY_SANDBOX_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_000)
    .default(23_100)
    .describe('First of the loopback ports that simulated vendors listen on; 0: any free ones'),
  NODE_ENV: z.string().optional().describe('production: never a sandbox'),
  CAUSEWAY_OPERATOR_TOTP: flag
    .default(false)
    .describe('Operators log in in two steps: one who has not turned that on can do nothing else'),
  CAUSEWAY_FILE_LIMIT_MB: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(1024)
    .describe('Longest content of a file that passes through the hub, in mebibytes'),
  CAUSEWAY_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe('Jobs one process runs at once'),
  CAUSEWAY_DELIVERIES: z.coerce
    .number()
    .int()
    .min(4)
    .max(4096)
    .default(512)
    .describe('Webhook deliveries one process has under way at once, a quarter of them for one organization'),
  CAUSEWAY_SWEEP_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(30_000)
    .describe('How often lost wake-ups are repaired'),
  CAUSEWAY_RATE_LIMIT: z.coerce
    .number()
    .int()
    .min(1)
    .default(1200)
    .describe('API requests per minute and caller'),
  CAUSEWAY_RECEIPT_BODY_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .default(30)
    .describe('Days after which the payload of a received webhook is dropped'),
  CAUSEWAY_EVENT_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(4)
    .max(3650)
    .default(30)
    .describe('How long events and their deliveries are kept; attempts go on for more than three days'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Logs'),
});
export type Settings = z.infer<typeof Settings>;
