import { z } from 'zod';
import { PageQuery } from '#tenancy';

export const EventView = z
  .object({
    id: z.uuid(),
    type: z.string(),
    timestamp: z.iso.datetime(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });
export type EventView = z.infer<typeof EventView>;

export const EventList = z
  .object({ data: z.array(EventView), nextCursor: z.string().nullable() })
  .meta({ id: 'EventList' });

export const EventQuery = PageQuery.extend({ type: z.string().max(100).optional() });
export type EventQuery = z.infer<typeof EventQuery>;

export const EventTypeList = z
  .object({
    data: z.array(
      z.object({
        name: z.string(),
        description: z.string(),
        schema: z.record(z.string(), z.unknown()).describe('JSON Schema of `data`'),
      }),
    ),
    nextCursor: z.null(),
  })
  .meta({ id: 'EventTypeList' });
export type EventTypeList = z.infer<typeof EventTypeList>;
