export { advance } from './advance.js';
export * from './store.js';
export { keyOf } from './take-in.js';
