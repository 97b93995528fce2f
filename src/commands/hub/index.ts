export * from './answers.js';
export * from './hub.js';
export * from './near.js';
export * from './organization.js';
export * from './profile.js';
export * from './providers.js';
