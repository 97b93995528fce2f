export * from './connection.js';
export * from './database.module.js';
export * from './embedded-postgres.js';
export * from './migrate.js';
export * from './organization-scoped.js';
export * from './provision.js';
export * from './scope.js';
