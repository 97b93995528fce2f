export { startCheckpoint, type RunCounts } from '../run/checkpoint.js';
export type { RunEnd } from '../run/outcome.js';
export { auditDrift } from './audit-drift.js';
export type { DriftFindings } from './drift.js';
export type { RehearsalFindings } from './findings.js';
export { rehearse } from './rehearse.js';
export type { Reread } from './reread.js';
export { noRecords, type RecordLink, type RecordSource, type Waiting } from './source.js';
