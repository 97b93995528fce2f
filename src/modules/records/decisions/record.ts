export * from '../../syncs/engine/record/record.js';
