export * from './ask.js';
export * from './exit-codes.js';
export * from './output.js';
export * from './perform.js';
export * from './table.js';
