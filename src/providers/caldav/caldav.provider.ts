import { Provider } from '#provider-sdk';
import type {
  IntegrationProvider,
  ProviderManifest,
  ProviderSession,
  PullPage,
  PullRequest,
  PushResult,
  RecordChange,
  RemoteAccount,
  RemoteContainer,
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

  containers(session: ProviderSession): AsyncIterable<RemoteContainer> {
    return discoverCalendars(session);
  }

  pull(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    return pullEvents(session, request);
  }

  push(session: ProviderSession, change: RecordChange): Promise<PushResult> {
    return pushEvent(session, change);
  }
}
