export * from './outlook-calendar.manifest.js';
export * from './outlook-calendar.module.js';
