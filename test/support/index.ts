export * from './api.js';
export * from './database.js';
export * from './hub.js';
export * from './calendar.js';
export * from './dav-server.js';
export * from './radicale.js';
export * from './xandikos.js';
