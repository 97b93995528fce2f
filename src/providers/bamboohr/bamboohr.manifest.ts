import { z } from 'zod';
import type { ProviderManifest, ScopeUse, SecretAuth } from '#provider-sdk';
import { sensitiveEmployeeFields } from '#unified-models';

/** The part before `.bamboohr.com`: it becomes part of a host, so it is one label of RFC 1123 and nothing else. */
const companyDomain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'expected the name before .bamboohr.com')
  .meta({ title: 'Company domain, the name before .bamboohr.com' });

/** The key is the user; the password is anything. https://documentation.bamboohr.com/docs/getting-started */
const apiKey: SecretAuth = {
  kind: 'api_key',
  credentials: z.strictObject({
    companyDomain,
    apiKey: z.string().trim().min(1).max(500).meta({ secret: true, title: 'API key' }),
  }),
  header: ({ apiKey: key = '' }) => ({
    authorization: `Basic ${Buffer.from(`${key}:x`).toString('base64')}`,
  }),
};

const use = (scope: string, reason: string, purpose: ScopeUse['purpose'] = 'employee_sync'): ScopeUse => ({
  scope,
  purpose,
  reason,
  required: false,
});

/**
 * `employee` is everything about somebody's work. What is private has scopes of its own, under a purpose and thereby a
 * consent of its own; left out, BambooHR withholds those fields by itself.
 *
 * `refresh` is `rotating`: a renewal answers both tokens anew. BambooHR documents no PKCE.
 */
const scopes: readonly ScopeUse[] = [
  { ...use('employee', 'Reads who works for the company: names, positions, work contacts.'), required: true },
  { ...use('offline_access', 'Keeps reading while nobody is signed in.'), required: true },
  use('employee.write', 'Writes changes of employees that are made here.'),
  use('employee:photo', 'Shows the photos of employees.'),
  use('webhooks', 'Is told at once when an employee changes.'),
  use('webhooks.write', 'Sets up and removes the webhook that tells of changes.'),
  use('employee:contact', 'Reads private addresses and telephone numbers.', 'employee_sensitive'),
  use('employee:demographic', 'Reads gender, marital status and nationality.', 'employee_sensitive'),
  use('employee:compensation', 'Reads what employees are paid.', 'employee_sensitive'),
  use('sensitive_employee:address', 'Reads where employees live.', 'employee_sensitive'),
  use('sensitive_employee:protected_info', 'Reads birthdays and national ids.', 'employee_sensitive'),
];

export const bamboohrManifest: ProviderManifest = {
  key: 'bamboohr',
  name: 'BambooHR',
  vendor: 'BambooHR',
  category: 'employees',
  auth: {
    kind: 'oauth2',
    settings: z.strictObject({ companyDomain }),
    secret: apiKey,
    authorizeUrl: 'https://{companyDomain}.bamboohr.com/authorize.php?request=authorize',
    tokenUrl: 'https://{companyDomain}.bamboohr.com/token.php?request=token',
    pkce: 'none',
    clientAuth: 'body',
    scopeSeparator: ' ',
    refresh: 'rotating',
  },
  scopes,
  apiUrl: 'https://{companyDomain}.bamboohr.com/api/v1',
  hosts: ['*.bamboohr.com'],
  models: [
    {
      model: 'employee',
      purpose: 'employee_sync',
      powers: ['pull', 'push'],
      containerName: 'company',
      // The feed of changes is exact to the second only, so a change in the second of the last look could be missed.
      listEveryHours: 24,
      guarded: [{ purpose: 'employee_sensitive', fields: sensitiveEmployeeFields }],
    },
  ],
  // BambooHR publishes no figures and throttles by 503.
  limits: { requestsPerSecond: 5, concurrent: 4 },
  webhooks: {
    routing: { subscription: true },
    // https://documentation.bamboohr.com/docs/webhooks: the body first, then the timestamp, nothing between.
    signature: {
      kind: 'hmac',
      header: 'x-bamboohr-signature',
      algorithm: 'sha256',
      encoding: 'hex',
      signed: ['body', 'timestamp'],
      timestamp: { header: 'x-bamboohr-timestamp', unit: 'seconds', toleranceSeconds: 300 },
    },
    handshakes: [],
    deliveryId: 'hash',
    eventType: [{ body: ['type'] }],
    occurredAt: { header: 'x-bamboohr-timestamp' },
    answerWithinSeconds: 10,
  },
  guide: 'docs/providers/bamboohr.md',
};
