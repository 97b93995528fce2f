import {
  type IntegrationProvider,
  Provider,
  type ProviderManifest,
  type ProviderSession,
  type RemoteAccount,
} from '#provider-sdk';
import { pullEvents } from './caldav.pull.js';
import { pushEvent } from './caldav.push.js';
import { discoverCalendars, discoverPrincipal } from './dav/index.js';

/** One protocol, many services: what differs between them is in the manifest. */
@Provider()
export class CalDavProvider implements IntegrationProvider {
  constructor(readonly manifest: ProviderManifest) {}

  async identify(session: ProviderSession): Promise<RemoteAccount> {
    return (await discoverPrincipal(session)).account;
  }

  readonly containers = discoverCalendars;
  readonly pull = pullEvents;
  readonly push = pushEvent;
}
