import type { ChainHead } from './chain.js';

export type ProblemKind =
  | 'malformed_line'
  | 'edited'
  | 'link_broken'
  | 'deleted'
  | 'swapped'
  | 'inserted'
  | 'foreign_organization'
  | 'personal_edited'
  | 'clock_set_back'
  | 'truncated'
  | 'end_mismatch'
  | 'after_end'
  | 'head_differs'
  | 'head_not_reached';

export interface Problem {
  readonly kind: ProblemKind;
  /** Line of the file, from 1; the line after the last when something is missing at the end. */
  readonly line: number;
  /** The event that is wrong or missing, when it can be told. */
  readonly sequence: number | null;
  readonly detail: string;
}

export interface VerifyOptions {
  /** A head noted earlier and kept elsewhere; without it a rewritten or shortened chain cannot be told from the true one. */
  readonly head?: ChainHead;
  /** How far an event may lie before its predecessor: clocks of several machines differ a little. 5 s by default. */
  readonly clockToleranceMs?: number;
}

export interface Verification {
  readonly isIntact: boolean;
  readonly problem: Problem | null;
  readonly organizationId: string | null;
  /** Events that were checked and found right. */
  readonly events: number;
  readonly firstSequence: number | null;
  /** Note this head somewhere else: it is what the next verification can be held against. */
  readonly last: ChainHead | null;
  readonly withoutPersonal: number;
  readonly proven: readonly string[];
  readonly notProven: readonly string[];
}
