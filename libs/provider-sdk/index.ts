export * from './failure.js';
export * from './hosts.js';
export * from './manifest.js';
export * from './provider.js';
export * from './registry.js';
export * from './session.js';
