export * from './simulator.js';
export type { StoredEvent } from './store.js';
