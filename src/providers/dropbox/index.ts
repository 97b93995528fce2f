export { DropboxModule } from './dropbox.module.js';
