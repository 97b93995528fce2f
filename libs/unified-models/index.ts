export * from './calendar-event.js';
export * from './event-time.js';
export * from './model.js';
export * from './models.js';
