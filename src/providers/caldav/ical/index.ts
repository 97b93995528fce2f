export * from './syntax/component.js';
export * from './read-event.js';
export * from './syntax/unwritable.js';
export * from './write-event.js';
export * from './zones/zones.js';
