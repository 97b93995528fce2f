import { z } from 'zod';
import { PageQuery } from '#tenancy';

export const SubscriptionView = z
  .strictObject({
    id: z.uuid(),
    connectionId: z.uuid(),
    provider: z.string(),
    model: z.string(),
    containerId: z.string(),
    status: z
      .enum(['pending', 'active', 'removing', 'unavailable'])
      .describe('unavailable: the vendor pushes nothing for this container, so it is polled'),
    expiresAt: z.string().nullable(),
    renewAt: z.string().nullable(),
    attempts: z.number().int().describe('Failed ones since it last worked'),
    nextAttemptAt: z.string().nullable(),
    lastError: z.string().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Subscription', description: 'What the hub asked a vendor to push' });
export type SubscriptionView = z.infer<typeof SubscriptionView>;

export const SubscriptionList = z
  .strictObject({ data: z.array(SubscriptionView), nextCursor: z.string().nullable() })
  .meta({ id: 'SubscriptionList' });

export const SubscriptionQuery = PageQuery.extend({ connectionId: z.uuid().optional() });
export type SubscriptionQuery = z.infer<typeof SubscriptionQuery>;
