import { digestOf, type RemoteChange, type RemoteUpsert } from '#provider-sdk';
import type { GithubComment, GithubIssue } from '../github.types.js';
import { assigneesOf, labelsOf, readIssue } from '../mapping/read-issue.js';
import type { IssuesApi } from './issues-api.js';

/** `updated_at` alone will not do: it counts whole seconds, in which an issue can change twice. */
export const markOf = (issue: GithubIssue): string =>
  digestOf([
    [issue.id, issue.updated_at, issue.title, issue.body ?? null],
    [issue.state, issue.state_reason ?? null, issue.closed_at, issue.milestone?.title ?? null],
    [labelsOf(issue), assigneesOf(issue), issue.comments, issue.parent_issue_url ?? null],
  ]);

/** Two parts, because a listing shows the first and only further requests the second. */
const versionOf = (issue: GithubIssue, comments: readonly GithubComment[]): string =>
  `${markOf(issue)}.${comments.length === 0 ? '' : digestOf(comments.map(({ id, updated_at: at, body }) => [id, at, body]))}`;

/** Whether a version is of the issue as it is, whatever its comments say now. */
export const isVersionOf = (version: string | undefined, issue: GithubIssue): boolean =>
  version?.split('.')[0] === markOf(issue);

const upsertOf = (issue: GithubIssue, comments: readonly GithubComment[]): RemoteUpsert => ({
  kind: 'upsert',
  remoteId: String(issue.number),
  version: versionOf(issue, comments),
  fields: readIssue(issue, comments),
  data: JSON.stringify({ issue, comments }),
  modifiedAt: new Date(issue.updated_at),
});

/** The issue with its comments; those without any cost no request. */
export const gather = async (api: IssuesApi, issue: GithubIssue): Promise<RemoteUpsert> =>
  upsertOf(issue, issue.comments > 0 ? await api.comments(String(issue.number)) : []);

export const changeOf = async (
  api: IssuesApi,
  number: string,
  issue: GithubIssue | undefined,
): Promise<RemoteChange> => (issue ? gather(api, issue) : { kind: 'delete', remoteId: number });

/** The issue that `upsertOf` kept. */
export const issueFrom = (data: string): GithubIssue =>
  (JSON.parse(data) as { readonly issue: GithubIssue }).issue;
