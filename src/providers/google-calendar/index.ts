export { googleCalendarManifest } from './google-calendar.manifest.js';
export { GoogleCalendarProvider } from './google-calendar.provider.js';
export { GoogleCalendarModule } from './google-calendar.module.js';
