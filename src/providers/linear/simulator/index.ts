export * from './simulator.js';
export { teams, type StoredIssue, type Workspace } from './workspace.js';
