import { HubError } from '#kernel';

/**
 * A sealed value cannot be opened: damaged, moved to another place, or its key is gone. Callers learn only that;
 * `reason` is for the log and names ids and lengths, never content.
 */
export class VaultError extends HubError {
  constructor(readonly reason: string) {
    super('vault_unreadable', 500, 'A stored secret could not be read. The operator must look at the log.', {
      cause: new Error(reason),
    });
  }
}
