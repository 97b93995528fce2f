import { Module } from '@nestjs/common';
import { caldavManifest } from './caldav.manifest.js';
import { CalDavProvider } from './caldav.provider.js';
import { fastmailManifest } from './fastmail.manifest.js';
import { icloudManifest } from './icloud.manifest.js';

const manifests = [caldavManifest, icloudManifest, fastmailManifest];

/** One implementation, three services: they differ in their manifests alone. */
@Module({
  providers: manifests.map(manifest => ({
    provide: `provider:${manifest.key}`,
    useFactory: () => new CalDavProvider(manifest),
  })),
})
export class CaldavModule {}
