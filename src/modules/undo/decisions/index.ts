export { planUndo, type UndoAction, type UndoContext, type UndoPlan, type UndoPowers } from './plan.js';
export { refusals } from './refusal.js';
export type { Step, StepOwner, Trace } from './trace.js';
