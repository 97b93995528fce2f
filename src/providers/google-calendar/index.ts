export { googleCalendarManifest } from './google-calendar.manifest.js';
export { GoogleCalendarModule } from './google-calendar.module.js';
