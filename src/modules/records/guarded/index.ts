export type { FieldGuard, WithheldField } from './field-guard.js';
export { type Erased, type ErasureTarget, GuardedErasure } from './guarded-erasure.js';
export { markOf, unmarked } from './version-mark.js';
export { blank, refuseWithheld, withhold } from './withhold.js';
