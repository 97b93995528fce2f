import type { DeleteChange, ProviderSession, PushResult, RecordChange, UpsertChange } from '#provider-sdk';
import type { TaskFields } from '#unified-models';
import type { LinearIssue } from '../linear.types.js';
import { createFromRecord } from './create.js';
import { inputFor } from './input.js';
import { IssuesApi } from './issues-api.js';
import { Lookups } from './lookups.js';
import { changeOf, isGone, isVersionOf } from './parts.js';

export const pushIssue = (session: ProviderSession, change: RecordChange): Promise<PushResult> => {
  const api = new IssuesApi(session);
  if (change.kind === 'delete') return removeIssue(api, change);
  return change.remote ? updateIssue(api, change, change.remote) : createFromRecord(api, change);
};

type Remote = DeleteChange['remote'];

/**
 * Linear takes no precondition: the issue is read, compared (its `updatedAt` and what it says) and written at once, which
 * leaves a moment between. Only members that changed are sent, so what somebody writes elsewhere in that moment stays.
 */
const updateIssue = async (api: IssuesApi, change: UpsertChange, remote: Remote): Promise<PushResult> => {
  const { containerId: teamId, changed } = change;
  const present = await api.get(remote.id);
  if (!present || !isHere(present, teamId) || !isVersionOf(remote.version, present))
    return { outcome: 'stale', current: changeOf(remote.id, present, teamId) };
  const lookups = new Lookups(api.session, teamId);
  const input = await inputFor(lookups, { fields: change.fields as TaskFields, changed, present });
  const isEmpty = Object.keys(input).length === 0;
  const written = isEmpty ? present : await api.update(remote.id, input);
  return { outcome: 'applied', current: changeOf(remote.id, written, teamId) };
};

const isHere = (issue: LinearIssue, teamId: string): boolean => !isGone(issue) && issue.team.id === teamId;

/** One that has moved to another team is gone from here, and stays there. */
const removeIssue = async (api: IssuesApi, { remote, containerId }: DeleteChange): Promise<PushResult> => {
  const present = await api.get(remote.id);
  if (present && isHere(present, containerId)) {
    if (!isVersionOf(remote.version, present))
      return { outcome: 'stale', current: changeOf(remote.id, present, containerId) };
    await api.trash(remote.id);
  }
  return { outcome: 'applied', current: { kind: 'delete', remoteId: remote.id } };
};
