import { calendarEvent } from './calendar-event.js';
import type { ModelDefinition } from './model.js';

/** Every unified model; a new one is one line here. */
export const models = { calendar_event: calendarEvent } as const satisfies Record<string, ModelDefinition>;

export type ModelName = keyof typeof models;
export const modelNames = Object.keys(models) as ModelName[];
