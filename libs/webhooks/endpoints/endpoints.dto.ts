import { z } from 'zod';
import { CustomHeaders } from './custom-headers.js';
import { EventFilter } from './event-filter.js';

const pattern = z
  .string()
  .max(100)
  .regex(/^(\*|[a-z_]+(\.[a-z_]+)*(\.\*)?)$/, 'the name of an event type, a family such as record.*, or *');

const wish = {
  url: z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }).max(2_000),
  description: z.string().max(500),
  eventTypes: z
    .array(pattern)
    .min(1)
    .max(100)
    .describe('GET /v1/event-types lists them; record.* and * are wildcards'),
  filters: z.array(EventFilter).max(10).describe('All of them must hold'),
  throttlePerSecond: z.number().int().min(1).max(10_000).nullable(),
  concurrency: z
    .number()
    .int()
    .min(1)
    .max(64)
    .describe('Deliveries at a time. They start in order; with 1 each also waits for the one before it'),
  headers: CustomHeaders,
};

export const CreateEndpoint = z
  .strictObject({
    url: wish.url,
    description: wish.description.default(''),
    eventTypes: wish.eventTypes.default(['*']),
    filters: wish.filters.default([]),
    throttlePerSecond: wish.throttlePerSecond.default(null),
    concurrency: wish.concurrency.default(16),
    headers: wish.headers.default({}),
    asymmetric: z.boolean().default(false).describe('Sign with Ed25519 (v1a) as well'),
  })
  .meta({ id: 'CreateEndpoint' });
export type CreateEndpoint = z.infer<typeof CreateEndpoint>;

export const UpdateEndpoint = z
  .strictObject({ ...wish, enabled: z.boolean() })
  .partial()
  .meta({ id: 'UpdateEndpoint' });
export type UpdateEndpoint = z.infer<typeof UpdateEndpoint>;

const endpointFields = {
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  eventTypes: z.array(z.string()),
  filters: z.array(EventFilter),
  enabled: z.boolean(),
  disabledReason: z.enum(['by_request', 'gone', 'failing']).nullable(),
  throttlePerSecond: z.number().nullable(),
  concurrency: z.number(),
  headerNames: z.array(z.string()),
  publicKeys: z.array(z.string()).describe('whpk_…: what v1a signatures are checked by'),
  failingSince: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};
export const EndpointView = z.object(endpointFields).meta({ id: 'Endpoint' });
export type EndpointView = z.infer<typeof EndpointView>;

export const CreatedEndpoint = z
  .object({ ...endpointFields, secret: z.string().describe('whsec_…, shown this once') })
  .meta({ id: 'CreatedEndpoint' });
export type CreatedEndpoint = z.infer<typeof CreatedEndpoint>;

export const EndpointList = z
  .object({ data: z.array(EndpointView), nextCursor: z.string().nullable() })
  .meta({ id: 'EndpointList' });

export const SentTest = z.object({ eventId: z.uuid() }).meta({ id: 'SentTest' });
export type SentTest = z.infer<typeof SentTest>;
