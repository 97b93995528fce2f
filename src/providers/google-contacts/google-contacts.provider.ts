import {
  type IntegrationProvider,
  Provider,
  type ProviderSession,
  type PullPage,
  type PullRequest,
  type PushResult,
  type RecordChange,
  type RemoteAccount,
  type RemoteContainer,
} from '#provider-sdk';
import { addressBook, identify } from './account.js';
import { googleContactsActions } from './actions/actions.js';
import { pullContacts } from './contacts/pull.js';
import { pushContact } from './contacts/push.js';
import { googleContactsManifest } from './google-contacts.manifest.js';

@Provider()
export class GoogleContactsProvider implements IntegrationProvider {
  readonly manifest = googleContactsManifest;
  readonly actions = googleContactsActions;

  identify(session: ProviderSession): Promise<RemoteAccount> {
    return identify(session);
  }

  async *containers(session: ProviderSession): AsyncIterable<RemoteContainer> {
    session.signal.throwIfAborted();
    yield addressBook;
  }

  pull(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    return pullContacts(session, request);
  }

  push(session: ProviderSession, change: RecordChange): Promise<PushResult> {
    return pushContact(session, change);
  }
}
