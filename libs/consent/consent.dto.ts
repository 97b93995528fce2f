import { z } from 'zod';
import { collectionMethods, type ConsentRecord, subjectTypes } from './consent-record.entity.js';
import { consentStates, stateAt } from './consent-state.js';
import { lawfulBases, purposeKeys } from './purposes.js';

const text = (max: number) => z.string().trim().min(1).max(max);
// https://www.rfc-editor.org/rfc/rfc5646 and ISO 3166-1, with an optional subdivision as in DE-BY.
const language = z
  .string()
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/)
  .max(35);
const jurisdiction = z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/);

const Subject = z.strictObject({
  type: z.enum(subjectTypes),
  id: text(200).meta({ description: 'Your id of the person; not their name or address.' }),
  label: text(200).optional().meta({ description: 'Personal: how to show them. Can be erased.' }),
});

export const GiveConsent = z
  .strictObject({
    subject: Subject,
    purpose: z.enum(purposeKeys),
    state: z.enum(['given', 'refused']).default('given'),
    lawfulBasis: z.enum(lawfulBases).optional().meta({ description: "The purpose's own by default." }),
    noticeVersion: text(100).meta({ description: 'Version of the privacy notice that was shown.' }),
    noticeLanguage: language.optional(),
    jurisdiction: jurisdiction.optional(),
    expiresAt: z.iso.datetime({ offset: true }).optional(),
    connectionId: z.uuid().optional(),
  })
  .meta({ id: 'GiveConsent' });
export type GiveConsent = z.infer<typeof GiveConsent>;

export const ConsentQuery = z.strictObject({
  subjectType: z.enum(subjectTypes).optional(),
  // A query string can carry a NUL as %00, which PostgreSQL does not take.
  subjectId: text(200)
    .refine(id => !id.includes('\0'), 'expected text without NUL')
    .optional(),
  purpose: z.enum(purposeKeys).optional(),
  state: z.enum(consentStates).optional(),
  connectionId: z.uuid().optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ConsentQuery = z.infer<typeof ConsentQuery>;

const time = z.iso.datetime().nullable();
export const ConsentView = z
  .strictObject({
    id: z.uuid(),
    subject: z.strictObject({ type: z.enum(subjectTypes), id: z.string(), label: z.string().nullable() }),
    purpose: z.enum(purposeKeys),
    lawfulBasis: z.enum(lawfulBases),
    state: z.enum(consentStates),
    noticeVersion: z.string(),
    noticeLanguage: z.string().nullable(),
    jurisdiction: z.string().nullable(),
    collectionMethod: z.enum(collectionMethods),
    connectionId: z.uuid().nullable(),
    givenAt: time,
    expiresAt: time,
    withdrawnAt: time,
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Consent' });
export type ConsentView = z.infer<typeof ConsentView>;

export const ConsentPage = z
  .strictObject({ data: z.array(ConsentView), nextCursor: z.string().nullable() })
  .meta({ id: 'ConsentPage' });

export const PurposeList = z
  .strictObject({
    data: z.array(
      z
        .strictObject({
          key: z.enum(purposeKeys),
          name: z.string(),
          description: z.string(),
          defaultLawfulBasis: z.enum(lawfulBases),
        })
        .meta({ id: 'Purpose' }),
    ),
    nextCursor: z.null(),
  })
  .meta({ id: 'PurposeList' });

export const toView = (record: ConsentRecord, now: Date): ConsentView => ({
  id: record.id,
  subject: { type: record.subjectType, id: record.subjectId, label: record.subjectLabel ?? null },
  purpose: record.purpose,
  lawfulBasis: record.lawfulBasis,
  state: stateAt(record, now),
  noticeVersion: record.noticeVersion,
  noticeLanguage: record.noticeLanguage ?? null,
  jurisdiction: record.jurisdiction ?? null,
  collectionMethod: record.collectionMethod,
  connectionId: record.connectionId ?? null,
  givenAt: record.givenAt?.toISOString() ?? null,
  expiresAt: record.expiresAt?.toISOString() ?? null,
  withdrawnAt: record.withdrawnAt?.toISOString() ?? null,
  createdAt: record.createdAt.toISOString(),
});
