export * from './crypto.module.js';
export { type KeyRingOptions, KeyRing } from './key-ring.js';
export * from './vault.js';
export * from './vault-error.js';
