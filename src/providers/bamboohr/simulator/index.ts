export type { StoredEmployee } from './employee-store.js';
export { BamboohrSimulator } from './simulator.js';
