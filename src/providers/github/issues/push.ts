import type { DeleteChange, ProviderSession, PushResult, RecordChange, UpsertChange } from '#provider-sdk';
import type { TaskFields } from '#unified-models';
import type { GithubIssue, IssueBody } from '../github.types.js';
import { markerOf } from '../mapping/marker.js';
import { writeIssue } from '../mapping/write-issue.js';
import { createIssue } from './create.js';
import { deleteIssue } from './delete.js';
import { IssuesApi } from './issues-api.js';
import { changeOf, isVersionOf, issueFrom } from './parts.js';

export const pushIssue = (session: ProviderSession, change: RecordChange): Promise<PushResult> => {
  const api = new IssuesApi(session, change.containerId);
  if (change.kind === 'delete') return removeIssue(api, change);
  return change.remote ? updateIssue(api, change, change.remote) : createIssue(api, change);
};

type Remote = DeleteChange['remote'];

/** GitHub knows no `If-Match`: the issue is read, compared and written at once, which leaves a moment between. */
const presentOf = (api: IssuesApi, remote: Remote): Promise<GithubIssue | undefined> =>
  api.get(remote.id, issueFrom(remote.data).id);

const updateIssue = async (api: IssuesApi, change: UpsertChange, remote: Remote): Promise<PushResult> => {
  const { changed } = change;
  const fields = change.fields as TaskFields;
  const present = await presentOf(api, remote);
  if (!present || !isVersionOf(remote.version, present))
    return { outcome: 'stale', current: await changeOf(api, remote.id, present) };
  const isPlanned = changed.includes('section') && fields.section !== null;
  const milestone = isPlanned ? await api.milestone(fields.section ?? '') : null;
  const body = writeIssue(fields, changed, { marker: markerOf(present.body), milestone });
  const isEmpty = Object.keys(body).length === 0;
  if (closesOtherwise(present, body)) await api.update(remote.id, { state: 'open' });
  const written = isEmpty ? present : await api.update(remote.id, body);
  return { outcome: written ? 'applied' : 'stale', current: await changeOf(api, remote.id, written) };
};

/** GitHub ignores a reason unless the state changes: what was closed for another one must be opened in between. */
const closesOtherwise = (present: GithubIssue, { state, state_reason: reason }: IssueBody): boolean =>
  state === 'closed' && present.state === 'closed' && present.state_reason !== reason;

const removeIssue = async (api: IssuesApi, { remote }: DeleteChange): Promise<PushResult> => {
  const present = await presentOf(api, remote);
  if (present && !isVersionOf(remote.version, present))
    return { outcome: 'stale', current: await changeOf(api, remote.id, present) };
  if (present) await deleteIssue(api.session, present.node_id);
  return { outcome: 'applied', current: { kind: 'delete', remoteId: remote.id } };
};
