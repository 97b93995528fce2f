import type { PurposeKey } from '#consent';
import type { DecisionContext } from '../decisions/reconcile.js';

/** A guarded field and the purpose whose consent is missing. */
export interface WithheldField {
  readonly field: string;
  readonly purpose: PurposeKey;
}

/** What of a sync's records stands under a consent of its own. */
export interface FieldGuard {
  readonly decisions: DecisionContext;
  /** Every guarded field, with or without its consent. */
  all(): readonly WithheldField[];
  /**
   * The fields that may not be kept now. Read anew each time; inside a transaction an erasure waits for its end, so that
   * what was written under a consent is there to be erased.
   */
  withheld(): Promise<readonly WithheldField[]>;
  /** The provider's payload without what the fields are read from. */
  strip(data: string, fields: readonly string[]): string;
}
