export { type ConsentDemand, ConsentGate } from './consent-gate.js';
export { ConsentModule } from './consent.module.js';
export {
  type CollectionMethod,
  consentEntities,
  ConsentDecision,
  ConsentRecord,
  type SubjectType,
} from './consent-record.entity.js';
export { type ConsentState, consentStates } from './consent-state.js';
export type { ConsentView } from './consent.dto.js';
export type { ConsentInput } from './consent-input.js';
export { consentEventTypes } from './consent.event-types.js';
export { consentWithdrawn, type ConsentWithdrawn } from './consent.events.js';
export { Consents } from './consents.service.js';
export {
  type LawfulBasis,
  lawfulBases,
  type Purpose,
  type PurposeKey,
  purposeKeys,
  purposeOf,
  purposes,
} from './purposes.js';
export type { ConsentReceipt } from './receipt.js';
