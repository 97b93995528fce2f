import { z } from 'zod';
import { PageQuery } from '#tenancy';
import { EventView } from '../events/events.dto.js';
import { deliveryStatuses } from './delivery.entity.js';

const deliveryFields = {
  id: z.uuid(),
  endpointId: z.uuid(),
  eventId: z.uuid().describe('The webhook-id that receivers see'),
  eventType: z.string(),
  status: z.enum(deliveryStatuses),
  reason: z.string().nullable().describe('Why it is dead or cancelled'),
  attempts: z.number(),
  nextAttemptAt: z.iso.datetime().nullable(),
  responseStatus: z.number().nullable(),
  createdAt: z.iso.datetime(),
  settledAt: z.iso.datetime().nullable(),
};
export const DeliveryView = z.object(deliveryFields).meta({ id: 'Delivery' });
export type DeliveryView = z.infer<typeof DeliveryView>;

export const AttemptView = z
  .object({
    id: z.uuid(),
    round: z.number().describe('Grows with each replay'),
    number: z.number(),
    attemptedAt: z.iso.datetime(),
    durationMs: z.number(),
    requestHeaders: z.record(z.string(), z.string()),
    responseStatus: z.number().nullable(),
    responseHeaders: z.record(z.string(), z.string()).nullable(),
    responseBody: z
      .string()
      .nullable()
      .describe('Up to 64 KB, after success 1 KB; without what looks like a secret'),
    error: z.string().nullable(),
  })
  .meta({ id: 'DeliveryAttempt' });
export type AttemptView = z.infer<typeof AttemptView>;

export const DeliveryDetail = z
  .object({ ...deliveryFields, event: EventView, attemptList: z.array(AttemptView) })
  .meta({ id: 'DeliveryDetail' });
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;

export const DeliveryList = z
  .object({ data: z.array(DeliveryView), nextCursor: z.string().nullable() })
  .meta({ id: 'DeliveryList' });

export const DeliveryQuery = PageQuery.extend({
  endpointId: z.uuid().optional(),
  eventId: z.uuid().optional(),
  eventType: z.string().max(100).optional(),
  status: z.enum(deliveryStatuses).optional(),
});
export type DeliveryQuery = z.infer<typeof DeliveryQuery>;
