export * from './simulator.js';
export type { StoredIssue } from './repository-store.js';
