import type { ActionDefinition } from '#provider-sdk';
import { addComment } from './add-comment.js';
import { completeTask } from './complete-task.js';
import { createTaskAction } from './create-task.js';
import { statistics } from './statistics.js';

export const todoistActions: readonly ActionDefinition[] = [
  addComment,
  completeTask,
  createTaskAction,
  statistics,
];
