export { GoogleContactsModule } from './google-contacts.module.js';
