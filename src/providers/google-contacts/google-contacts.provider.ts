import {
  type IntegrationProvider,
  Provider,
  type ProviderSession,
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
  readonly identify = identify;

  async *containers(session: ProviderSession): AsyncIterable<RemoteContainer> {
    session.signal.throwIfAborted();
    yield addressBook;
  }

  readonly pull = pullContacts;
  readonly push = pushContact;
}
