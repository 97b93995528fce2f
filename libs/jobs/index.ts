export * from './jobs.js';
export * from './jobs.module.js';
export * from './lane.js';
export * from './migrate-jobs.js';
export { DeadRows } from './operations/dead-rows.js';
export { JobDesk } from './operations/desk.js';
export type { PauseKind } from './operations/standing.js';
export { Queues, type TaskFigures } from './queues.js';
export {
  type DeadItem,
  type DeadWork,
  Task,
  type TaskContext,
  type TaskHandler,
  type TaskOutcome,
} from './task.js';
export { type Duration, Tick } from './tick.js';
