import { z } from 'zod';

const time = z.iso.datetime();

export const StartReplay = z
  .union([
    z.strictObject({ from: time, to: time }).describe('All events of this time that the endpoint wants'),
    z.strictObject({ failedSince: time }).describe('Deliveries that ended dead since then'),
  ])
  .meta({ id: 'StartReplay' });
export type StartReplay = z.infer<typeof StartReplay>;

export const ReplayView = z
  .object({
    id: z.uuid(),
    endpointId: z.uuid(),
    kind: z.enum(['range', 'failed']),
    from: time,
    to: time,
    replayed: z.number(),
    status: z.enum(['running', 'done']),
    createdAt: time,
    finishedAt: time.nullable(),
  })
  .meta({ id: 'EndpointReplay' });
export type ReplayView = z.infer<typeof ReplayView>;
