/** Emitted after a sync was made, changed or deleted. */
export const syncChanged = 'sync.changed';

export interface SyncChanged {
  readonly connectionId: string;
}
