import { ProviderError } from '#kernel';
import type { PushResult, UpsertChange } from '#provider-sdk';
import type { TaskFields } from '#unified-models';
import { clientId } from '../client-id.js';
import type { LinearIssue } from '../linear.types.js';
import { readIssue } from '../mapping/read-issue.js';
import { inputFor } from './input.js';
import type { IssuesApi } from './issues-api.js';
import { Lookups } from './lookups.js';
import { changeOf, isGone } from './parts.js';

/**
 * The id of the issue is the record's, in Linear's form: an earlier try that succeeded without our knowing is found by it,
 * and Linear refuses a second issue of that id.
 */
export const createFromRecord = async (api: IssuesApi, change: UpsertChange): Promise<PushResult> => {
  const { containerId: teamId, recordId } = change;
  const fields = change.fields as TaskFields;
  const id = clientId('issue', recordId, teamId);
  const lookups = new Lookups(api.session, teamId);
  const earlier = await api.get(id);
  if (earlier) return takeUp(api, earlier, { fields, teamId });
  const wanted = Object.keys(fields).filter(name => isTold(fields, name));
  const input = { id, teamId, ...(await inputFor(lookups, { fields, changed: wanted })) };
  const issue = await makeOnce(api, id, input);
  return { outcome: 'applied', current: changeOf(id, issue, teamId) };
};

/** A new issue has none of these unless they are said. */
const isTold = (fields: TaskFields, name: string): boolean => {
  if (name === 'assignees') return fields.assignees.length > 0;
  return !['description', 'due', 'parentId', 'section'].includes(name) || fields[name as 'due'] !== null;
};

/** Two tries at once: whoever comes second is told that the id is taken. */
export const makeOnce = async (api: IssuesApi, id: string, input: object): Promise<LinearIssue> => {
  try {
    return await api.create(input);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.providerCode !== 'permanent') throw error;
    const made = await api.get(id);
    if (!made) throw error;
    return made;
  }
};

interface Wanted {
  readonly fields: TaskFields;
  readonly teamId: string;
}

/** Made by an earlier try, or deleted since: then it is taken out of the trash and made as wished. */
const takeUp = async (
  api: IssuesApi,
  issue: LinearIssue,
  { fields, teamId }: Wanted,
): Promise<PushResult> => {
  const { id } = issue;
  if (!isGone(issue)) {
    const outcome = isOurs(issue, fields) ? 'applied' : 'stale';
    return { outcome, current: changeOf(id, issue, teamId) };
  }
  await api.restore(id);
  const changed = Object.keys(fields);
  const lookups = new Lookups(api.session, teamId);
  const restored = await api.update(id, await inputFor(lookups, { fields, changed, present: issue }));
  return { outcome: 'applied', current: changeOf(id, restored, teamId) };
};

/** Linear writes descriptions in its own way, so they tell nothing of who wrote them. */
const isOurs = (issue: LinearIssue, wanted: TaskFields): boolean => {
  const { title, status, priority, due } = readIssue(issue);
  const isAsWished = status === wanted.status && priority === wanted.priority && due === wanted.due;
  return title === wanted.title && isAsWished;
};
