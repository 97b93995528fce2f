/** Domain events, emitted after their transaction committed. Payload: `{ connectionId }`. */
export const connectionEvents = {
  connected: 'connection.connected',
  needsReauth: 'connection.needs_reauth',
  disconnected: 'connection.disconnected',
} as const;

export interface ConnectionEvent {
  readonly connectionId: string;
}
