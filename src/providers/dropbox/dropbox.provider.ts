import {
  type ActionDefinition,
  type ContentSession,
  type DownloadRequest,
  type FileContent,
  type IntegrationProvider,
  Provider,
  type ProviderManifest,
  type ProviderSession,
  type PullPage,
  type PullRequest,
  type PushResult,
  type RecordChange,
  type RemoteAccount,
  type RemoteContainer,
  type RemoteEvent,
  type UploadRequest,
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

  containers(session: ProviderSession): AsyncIterable<RemoteContainer> {
    return containersOf(session);
  }

  pull(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    return pullFiles(session, request);
  }

  push(session: ProviderSession, change: RecordChange): Promise<PushResult> {
    return pushFile(session, change);
  }

  download(session: ContentSession, request: DownloadRequest): Promise<FileContent> {
    return downloadFile(session, request);
  }

  upload(session: ContentSession, request: UploadRequest): Promise<PushResult> {
    return uploadFile(session, request);
  }

  /** Which account is all that is said: every sync of it looks. */
  parseWebhook(): readonly RemoteEvent[] {
    return [{ kind: 'changed', model: 'file', containerId: null }];
  }
}
