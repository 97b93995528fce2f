export * from './authorization-server.js';
export * from './exchange.js';
export * from './fault.js';
export * from './grants.js';
export * from './server.js';
