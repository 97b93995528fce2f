import { caldavManifest } from './caldav.manifest.js';
import { CalDavProvider } from './caldav.provider.js';
import { fastmailManifest } from './fastmail.manifest.js';
import { icloudManifest } from './icloud.manifest.js';

export { caldavManifest, CalDavProvider, fastmailManifest, icloudManifest };

export { CaldavModule } from './caldav.module.js';
