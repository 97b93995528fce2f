export * from '../../syncs/engine/merge/merge.js';
