import { z } from 'zod';
import { defineEventType } from '#database';

const data = z.object({ connectionId: z.uuid(), integrationId: z.uuid(), provider: z.string() });

export const connectionConnected = defineEventType({
  name: 'connection.connected',
  description: 'An account was connected, or connected again.',
  data: data.extend({ reconnected: z.boolean() }),
});
export const connectionNeedsReauth = defineEventType({
  name: 'connection.needs_reauth',
  description: 'The provider does not take the credential any more; the person has to connect again.',
  data,
});
export const connectionDisconnected = defineEventType({
  name: 'connection.disconnected',
  description: 'An account was disconnected.',
  data,
});
/** Published by whoever processes receipts. */
export const connectionRemoteEvent = defineEventType({
  name: 'connection.remote_event',
  description: 'The provider reported something that no sync takes up, such as a button that was pressed.',
  data: z.object({
    connectionId: z.uuid(),
    provider: z.string(),
    type: z.string().describe('In the provider’s words'),
    remoteId: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  }),
});

export const connectionEventTypes = [
  connectionConnected,
  connectionNeedsReauth,
  connectionDisconnected,
  connectionRemoteEvent,
];
