import { z } from 'zod';
import { defineEventType } from '#database';

export const endpointFailing = defineEventType({
  name: 'endpoint.failing',
  description: 'An endpoint has taken nothing for a day. It is disabled after five days.',
  data: z.object({
    endpointId: z.uuid(),
    failingSince: z.iso.datetime(),
    failures: z.int(),
    disablesAt: z.iso.datetime(),
  }),
});

export const endpointDisabled = defineEventType({
  name: 'endpoint.disabled',
  description:
    'An endpoint was disabled: by request, because it answered 410, or after five days of failures.',
  data: z.object({
    endpointId: z.uuid(),
    reason: z.enum(['by_request', 'gone', 'failing']),
    failingSince: z.iso.datetime().nullable(),
  }),
});

/** Goes to the one endpoint it names, whatever types that endpoint asked for. */
export const webhooksTest = defineEventType({
  name: 'webhooks.test',
  description: 'Sent on request, to see that an endpoint works.',
  data: z.object({ endpointId: z.uuid(), message: z.string() }),
});

export const webhookEventTypes = [endpointFailing, endpointDisabled, webhooksTest];
