export * from './api.js';
export * from './database.js';
export * from './hub.js';
