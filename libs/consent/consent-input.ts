import { type Clock, invalid, newId } from '#kernel';
import type { CollectionMethod, SubjectType } from './consent-record.entity.js';
import { type LawfulBasis, purposeOf } from './purposes.js';

/** How the decision reached us, when that was before the request that records it. */
export interface DecisionEvidence {
  readonly at: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string;
}

/** A decision as it was made: what somebody agreed to, under which notice, and how we came to know. */
export interface ConsentInput {
  readonly subject: { readonly type: SubjectType; readonly id: string; readonly label?: string | undefined };
  readonly purpose: string;
  readonly state?: 'given' | 'refused' | undefined;
  /** The purpose's own by default. */
  readonly lawfulBasis?: LawfulBasis | undefined;
  readonly noticeVersion: string;
  readonly noticeLanguage?: string | undefined;
  readonly jurisdiction?: string | undefined;
  /** `api` by default. */
  readonly method?: CollectionMethod | undefined;
  /** RFC 3339. */
  readonly expiresAt?: string | undefined;
  readonly connectionId?: string | undefined;
  /** This request's by default. */
  readonly evidence?: DecisionEvidence | undefined;
}

/** The record that the decision makes; refuses an unknown purpose and an expiry that has passed. */
export const newRecord = (input: ConsentInput, organizationId: string, clock: Clock) => {
  const now = clock.now();
  const { key, defaultLawfulBasis } = purposeOf(input.purpose);
  const state = input.state ?? 'given';
  const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
  if (expiresAt && !(expiresAt > now)) throw invalid('expiresAt', 'expected a time in the future');
  return {
    id: newId(),
    organizationId,
    subjectType: input.subject.type,
    subjectId: input.subject.id,
    subjectLabel: input.subject.label ?? null,
    purpose: key,
    lawfulBasis: input.lawfulBasis ?? defaultLawfulBasis,
    noticeVersion: input.noticeVersion,
    noticeLanguage: input.noticeLanguage ?? null,
    jurisdiction: input.jurisdiction ?? null,
    collectionMethod: input.method ?? 'api',
    connectionId: input.connectionId ?? null,
    state,
    givenAt: state === 'given' ? (input.evidence?.at ?? now) : null,
    expiresAt: state === 'given' ? expiresAt : null,
    withdrawnAt: null,
    createdAt: now,
  };
};
