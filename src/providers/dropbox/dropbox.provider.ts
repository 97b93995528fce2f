import {
  type ActionDefinition,
  type IntegrationProvider,
  Provider,
  type ProviderManifest,
  type ProviderSession,
  type RemoteAccount,
  type RemoteEvent,
} from '#provider-sdk';
import { dropboxActions } from './actions/actions.js';
import { containersOf } from './containers.js';
import { downloadFile } from './content/download.js';
import { uploadFile } from './content/upload.js';
import { DropboxApi } from './dropbox-api.js';
import { dropboxManifest } from './dropbox.manifest.js';
import type { FullAccount } from './dropbox.types.js';
import { pullFiles } from './files/pull.js';
import { pushFile } from './files/push.js';

@Provider()
export class DropboxProvider implements IntegrationProvider {
  readonly manifest: ProviderManifest = dropboxManifest;
  readonly actions: readonly ActionDefinition[] = dropboxActions;

  async identify(session: ProviderSession): Promise<RemoteAccount> {
    const account = await new DropboxApi(session).read<FullAccount>('users/get_current_account', null);
    return { id: account.account_id, name: account.name.display_name, email: account.email };
  }

  readonly containers = containersOf;
  readonly pull = pullFiles;
  readonly push = pushFile;
  readonly download = downloadFile;
  readonly upload = uploadFile;

  /** Which account is all that is said: every sync of it looks. */
  parseWebhook(): readonly RemoteEvent[] {
    return [{ kind: 'changed', model: 'file', containerId: null }];
  }
}
