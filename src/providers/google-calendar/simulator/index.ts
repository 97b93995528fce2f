export * from './simulator.js';
export type { SimulatedCalendar, StoredEvent } from './store.js';
