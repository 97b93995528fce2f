export * from './clock.js';
export * from './errors.js';
export * from './ids.js';
export * from './is-within.js';
export * from './page.js';
export * from './provider-deadline.js';
export * from './provider-error.js';
export * from './request-context.js';
