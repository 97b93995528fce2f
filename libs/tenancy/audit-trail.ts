/** One thing that happened, as tenancy and everything above it reports it. */
export interface AuditTrailEvent {
  /** Dotted, past tense: `member.removed`. */
  readonly action: string;
  readonly target: { readonly type: string; readonly id: string };
  readonly outcome?: 'success' | 'refused' | 'failure';
  /** Ids, counts, names of changed fields: never personal, never secret. */
  readonly details?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
  /** Kept apart from the chain so that it can be erased. */
  readonly personal?: { readonly names?: Readonly<Record<string, string>> };
}

/**
 * Where tenancy reports what it did. The audit library implements it; it stands above tenancy, hence this port. Who did
 * it and for which organization comes from the current request context.
 */
export abstract class AuditTrail {
  /** Called last in the transaction that makes the change: the event commits with the change or not at all. */
  abstract record(event: AuditTrailEvent): Promise<void>;
  /** Called outside any transaction: refused access changed nothing, so it commits by itself. */
  abstract recordRefusal(event: Omit<AuditTrailEvent, 'outcome'>): Promise<void>;
}
