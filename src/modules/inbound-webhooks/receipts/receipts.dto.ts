import { z } from 'zod';
import { PageQuery } from '#tenancy';
import { receiptStatuses } from '../receipt.entity.js';
import { tallied } from '../intake/tallies.js';

const status = z.enum(receiptStatuses);
const text = z.string().min(1).max(200);
const time = z.iso.datetime();

export const ReceiptQuery = PageQuery.extend({
  connectionId: z.uuid().optional(),
  provider: text.optional(),
  status: status.optional(),
  eventType: text.optional(),
  from: time.optional().describe('Received at or after'),
  to: time.optional().describe('Received before'),
});
export type ReceiptQuery = z.infer<typeof ReceiptQuery>;

export const ReceiptView = z
  .object({
    id: z.uuid(),
    connectionId: z.uuid().nullable(),
    subscriptionId: z.uuid().nullable(),
    provider: z.string(),
    deliveryId: z.string().describe('What makes the same delivery the same'),
    eventType: z.string().describe('The provider’s own name of what happened'),
    status: status.describe(
      'stored: waits. processed: something came of it. ignored: nothing here wants it. quarantined: cannot be ' +
        'checked or attributed. dead: out of attempts, can be replayed',
    ),
    verified: z.boolean(),
    attempts: z.number().int(),
    replays: z.number().int(),
    error: z.string().nullable().describe('Why it was ignored, quarantined, or failed last'),
    size: z.number().int().describe('Bytes'),
    receivedAt: time,
    occurredAt: time.nullable(),
    processedAt: time.nullable(),
  })
  .meta({ id: 'Receipt' });
export type ReceiptView = z.infer<typeof ReceiptView>;

export const ReceiptDetail = ReceiptView.extend({
  headers: z.record(z.string(), z.string()).describe('Without those that carry a secret'),
  body: z.string().nullable().describe('As posted; null once retention has dropped it'),
  bodyEncoding: z.enum(['utf8', 'base64']).describe('base64 when the bytes are no UTF-8'),
}).meta({ id: 'ReceiptDetail' });
export type ReceiptDetail = z.infer<typeof ReceiptDetail>;

export const ReceiptList = z
  .object({ data: z.array(ReceiptView), nextCursor: z.string().nullable() })
  .meta({ id: 'ReceiptList' });

export const ReplayReceipts = z
  .strictObject({
    from: time.describe('Received at or after'),
    to: time.describe('Received before'),
    status: status
      .exclude(['stored', 'quarantined'])
      .optional()
      .describe('Only those; without it all but quarantined ones'),
    connectionId: z.uuid().optional(),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    path: ['to'],
    message: 'expected a time after "from"',
  })
  .meta({ id: 'ReplayReceipts' });
export type ReplayReceipts = z.infer<typeof ReplayReceipts>;

export const ReceiptReplayView = z
  .object({
    id: z.uuid(),
    from: time,
    to: time,
    status: status.nullable(),
    connectionId: z.uuid().nullable(),
    replayed: z.number().int().describe('Receipts handed to processing so far'),
    createdAt: time,
    finishedAt: time.nullable(),
  })
  .meta({ id: 'ReceiptReplay' });
export type ReceiptReplayView = z.infer<typeof ReceiptReplayView>;

export const CreateReceiptFilter = z
  .strictObject({
    connectionId: z.uuid().optional(),
    integrationId: z.uuid().optional(),
    eventType: z
      .string()
      .max(200)
      .regex(/^[^*]*\*?$/, 'expected a name, or a beginning followed by *')
      .min(1)
      .describe('Event type to ignore: a name, or a beginning followed by *'),
  })
  .refine(
    ({ connectionId, integrationId }) => (connectionId === undefined) !== (integrationId === undefined),
    {
      path: ['connectionId'],
      message: 'expected either connectionId or integrationId',
    },
  )
  .meta({ id: 'CreateReceiptFilter' });
export type CreateReceiptFilter = z.infer<typeof CreateReceiptFilter>;

export const ReceiptFilterView = z
  .object({
    id: z.uuid(),
    connectionId: z.uuid().nullable(),
    integrationId: z.uuid().nullable(),
    eventType: z.string(),
    createdAt: time,
  })
  .meta({ id: 'ReceiptFilter' });
export type ReceiptFilterView = z.infer<typeof ReceiptFilterView>;

export const ReceiptFilterList = z
  .object({ data: z.array(ReceiptFilterView), nextCursor: z.string().nullable() })
  .meta({ id: 'ReceiptFilterList' });

const count = z.number().int();
const intakeFigures = z.object(
  Object.fromEntries(tallied.map(name => [name, count])) as Record<(typeof tallied)[number], typeof count>,
);

export const ReceiptMonitor = z
  .object({
    since: time,
    providers: z.array(
      intakeFigures.extend({
        provider: z.string(),
        waiting: count.describe('Stored, not yet processed'),
        failed: count.describe('Out of attempts, or waiting for another one'),
        latencyMs: z
          .object({ p50: z.number().nullable(), p95: z.number().nullable() })
          .describe('From received to processed'),
        hours: z.array(intakeFigures.extend({ hour: time })),
      }),
    ),
  })
  .meta({ id: 'ReceiptMonitor' });
export type ReceiptMonitor = z.infer<typeof ReceiptMonitor>;
