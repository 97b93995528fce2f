import { calendarEvent } from './calendar-event.js';
import { contact } from './contact.js';
import { employee } from './employee.js';
import { file } from './file.js';
import { message } from './message.js';
import type { ModelDefinition } from './model.js';
import { task } from './task.js';

/** Every unified model; a new one is one line here. */
export const models = {
  calendar_event: calendarEvent,
  contact,
  employee,
  file,
  message,
  task,
} as const satisfies Record<string, ModelDefinition>;

export type ModelName = keyof typeof models;
export const modelNames = Object.keys(models) as ModelName[];
