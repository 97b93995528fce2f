export * from './simulator.js';
export type { StoredPerson } from './address-book.js';
