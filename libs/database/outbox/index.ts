export * from './event-type.js';
export * from './outbox.js';
export * from './signals.js';
