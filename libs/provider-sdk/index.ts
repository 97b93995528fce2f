export * from './manifest.js';
export * from './provider.js';
export * from './session.js';
