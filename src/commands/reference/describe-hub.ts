import type { OpenAPIObject } from '@nestjs/swagger';
import { loadConfig } from '#config';
import { KeyRing } from '#crypto';
import { type ProviderManifest, ProviderRegistry } from '#provider-sdk';
import { AppModule, apiOptions } from '../../app.module.js';
import { buildDocument, createApi } from '../../http/index.js';

export interface HubDescription {
  readonly document: OpenAPIObject;
  /** In alphabetical order of their keys. */
  readonly manifests: readonly ProviderManifest[];
}

/** Nothing ever connects: the application is put together and looked at, but not initialised. */
const nowhere = { host: '/nonexistent', port: 5432, user: 'nobody', database: 'nothing' };

/** What the hub's code says about itself, without a database, a port or a setting of this machine. */
export const describeHub = async (): Promise<HubDescription> => {
  const config = loadConfig({});
  const keyRing = KeyRing.load({ key: Buffer.alloc(32).toString('base64') });
  const root = AppModule.forRoot({ config, database: nowhere, keyRing });
  const app = await createApi(root, apiOptions(config), { logger: false, abortOnError: false });
  const registry = app.get(ProviderRegistry, { strict: false });
  registry.onModuleInit();
  const manifests = registry.all().map(entry => entry.manifest);
  const document = buildDocument(app);
  await app.close();
  return { document, manifests };
};
