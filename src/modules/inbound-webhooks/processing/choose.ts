export interface Candidate {
  readonly id: string;
  readonly attempts: number;
  readonly dueAt: Date | null;
}

export interface Choice {
  readonly ids: readonly string[];
  /** When nothing can be done now: how long until something can. */
  readonly againInMs: number | null;
}

export const maxAttempts = 10;
/** So often is a receipt waited for by those behind it; then it steps aside and they go on. */
const patience = 3;

/** 1 s, 2, 4 … five minutes: ten attempts in about seventeen minutes, of which its lane waits three seconds. */
export const backoffMs = (attempts: number): number => Math.min(1_000 * 2 ** (attempts - 1), 300_000);

/**
 * Which of a connection's receipts, oldest first, are next. One that failed holds the others back while its trouble may
 * be passing, so that order is kept; one that goes on failing does not.
 */
export const choose = (oldestFirst: readonly Candidate[], now: Date): Choice => {
  const ids: string[] = [];
  const waits: number[] = [];
  for (const { id, attempts, dueAt } of oldestFirst) {
    const waitMs = dueAt ? dueAt.getTime() - now.getTime() : 0;
    if (waitMs <= 0) ids.push(id);
    else waits.push(waitMs);
    if (waitMs > 0 && attempts < patience) break;
  }
  return { ids, againInMs: ids.length > 0 || waits.length === 0 ? null : Math.min(...waits) };
};
