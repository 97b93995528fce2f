export * from './canonical.js';
export * from './chain.js';
export * from './export-format.js';
export { formatHead, parseHead } from './head-check.js';
export * from './lines.js';
export type * from './problem.js';
export * from './verify.js';
