import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { Actor } from '#kernel';
import type { LawfulBasis, PurposeKey } from './purposes.js';
import type { DecidedState } from './consent-state.js';

export const subjectTypes = ['end_user', 'member', 'organization'] as const;
export type SubjectType = (typeof subjectTypes)[number];
export const collectionMethods = ['api', 'connect_page'] as const;
export type CollectionMethod = (typeof collectionMethods)[number];

const ConsentRecordSchema = defineEntity({
  name: 'ConsentRecord',
  tableName: 'consent_record',
  properties: {
    ...organizationScoped,
    subjectType: p.text().$type<SubjectType>(),
    subjectId: p.text(),
    subjectLabel: p.text().nullable(),
    purpose: p.text().$type<PurposeKey>(),
    lawfulBasis: p.text().$type<LawfulBasis>(),
    noticeVersion: p.text(),
    noticeLanguage: p.text().nullable(),
    jurisdiction: p.text().nullable(),
    collectionMethod: p.text().$type<CollectionMethod>(),
    connectionId: p.uuid().nullable(),
    state: p.text().$type<DecidedState>(),
    givenAt: p.datetime().nullable(),
    expiresAt: p.datetime().nullable(),
    withdrawnAt: p.datetime().nullable(),
    createdAt: p.datetime(),
  },
});
export class ConsentRecord extends ConsentRecordSchema.class {}
ConsentRecordSchema.setClass(ConsentRecord);

/** Evidence of one decision: never changed, only its address and user agent can be erased. */
const ConsentDecisionSchema = defineEntity({
  name: 'ConsentDecision',
  tableName: 'consent_decision',
  properties: {
    ...organizationScoped,
    consentId: p.uuid(),
    state: p.text().$type<DecidedState>(),
    decidedAt: p.datetime(),
    actor: p.json<Actor>(),
    address: p.text().nullable(),
    userAgent: p.text().nullable(),
    noticeVersion: p.text(),
    requestId: p.text(),
  },
});
export class ConsentDecision extends ConsentDecisionSchema.class {}
ConsentDecisionSchema.setClass(ConsentDecision);

export const consentEntities = [ConsentRecordSchema, ConsentDecisionSchema];
