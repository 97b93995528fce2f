export * from './answer-handshake.js';
export * from './delivery.js';
export * from './handshake.js';
export * from './scheme.js';
export * from './sign-standard.js';
export * from './verify-signature.js';
