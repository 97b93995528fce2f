export * from '../../syncs/engine/index.js';
