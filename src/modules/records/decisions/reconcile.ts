export * from '../../syncs/engine/record/reconcile.js';
