import { z } from 'zod';
import type { ConsentDecision, ConsentRecord } from './consent-record.entity.js';
import { stateAt } from './consent-state.js';
import { purposeOf } from './purposes.js';

/**
 * The record as the person may keep it, in the sections and words of ISO/IEC TS 27560:2023, clauses 6.3 and 6.4: header,
 * processing, parties, events. Hence snake_case, unlike the rest of the API. It holds nothing about how the decision
 * reached us (address, user agent): that is evidence of the organization's, not of the person's.
 */
const time = z.iso.datetime();
export const ConsentReceipt = z
  .strictObject({
    receipt_metadata: z.strictObject({
      receipt_id: z.string(),
      schema_version: z.literal('ISO/IEC TS 27560:2023'),
      issued_at: time,
    }),
    record_header: z.strictObject({
      record_id: z.uuid(),
      schema_version: z.literal('ISO/IEC TS 27560:2023'),
      pii_principal_id: z.string(),
      pii_principal_category: z.string(),
    }),
    pii_processing: z.strictObject({
      privacy_notice: z.strictObject({ version: z.string(), language: z.string().nullable() }),
      purposes: z.array(
        z.strictObject({
          purpose: z.string(),
          purpose_name: z.string(),
          purpose_description: z.string(),
          lawful_basis: z.string(),
          pii_controllers: z.array(z.string()),
          collection_method: z.string(),
          jurisdiction: z.string().nullable(),
          withdrawal_method: z.string(),
        }),
      ),
    }),
    party_identification: z.array(
      z.strictObject({ party_id: z.string(), party_role: z.literal('pii_controller') }),
    ),
    state: z.string().meta({ description: 'Where the consent stood when the receipt was issued.' }),
    events: z.array(
      z.strictObject({
        event_time: time,
        event_type: z.literal('explicit'),
        event_state: z.string(),
        valid_until: time.nullable(),
        entity_id: z.string(),
        notice_version: z.string(),
      }),
    ),
  })
  .meta({ id: 'ConsentReceipt' });
export type ConsentReceipt = z.infer<typeof ConsentReceipt>;

const schemaVersion = 'ISO/IEC TS 27560:2023';

export const toReceipt = (
  record: ConsentRecord,
  decisions: readonly ConsentDecision[],
  now: Date,
): ConsentReceipt => ({
  // One receipt per record and moment: the same state asked twice gives receipts that can be told apart.
  receipt_metadata: {
    receipt_id: `${record.id}:${now.getTime()}`,
    schema_version: schemaVersion,
    issued_at: now.toISOString(),
  },
  record_header: {
    record_id: record.id,
    schema_version: schemaVersion,
    pii_principal_id: record.subjectId,
    pii_principal_category: record.subjectType,
  },
  pii_processing: {
    privacy_notice: { version: record.noticeVersion, language: record.noticeLanguage ?? null },
    purposes: [purposeSection(record)],
  },
  party_identification: [{ party_id: record.organizationId, party_role: 'pii_controller' }],
  state: stateAt(record, now),
  events: decisions.map(decision => ({
    event_time: decision.decidedAt.toISOString(),
    event_type: 'explicit',
    event_state: decision.state,
    valid_until: decision.state === 'given' ? (record.expiresAt?.toISOString() ?? null) : null,
    entity_id: `${decision.actor.kind}:${decision.actor.id}`,
    notice_version: decision.noticeVersion,
  })),
});

const purposeSection = (record: ConsentRecord) => {
  const { key, name, description } = purposeOf(record.purpose);
  return {
    purpose: key,
    purpose_name: name,
    purpose_description: description,
    lawful_basis: record.lawfulBasis,
    pii_controllers: [record.organizationId],
    collection_method: record.collectionMethod,
    jurisdiction: record.jurisdiction ?? null,
    withdrawal_method: `POST /v1/organizations/${record.organizationId}/consents/${record.id}/withdraw`,
  };
};
