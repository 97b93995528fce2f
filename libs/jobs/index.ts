export * from './jobs.js';
export * from './jobs.module.js';
export * from './lane.js';
export * from './migrate-jobs.js';
export { Task, type TaskContext, type TaskHandler, type TaskOutcome } from './task.js';
export { type Duration, Tick } from './tick.js';
