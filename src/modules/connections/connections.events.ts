/**
 * Domain events, emitted after their transaction committed. Payload: `{ connectionId }`. `revoking` is the last moment
 * at which a disconnected connection's credential works; its listeners are waited for.
 */
export const connectionEvents = {
  connected: 'connection.connected',
  needsReauth: 'connection.needs_reauth',
  disconnected: 'connection.disconnected',
  revoking: 'connection.revoking',
} as const;

export interface ConnectionEvent {
  readonly connectionId: string;
}
