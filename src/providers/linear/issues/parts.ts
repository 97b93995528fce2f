import { digestOf, type RemoteChange, type RemoteUpsert } from '#provider-sdk';
import type { LinearIssue } from '../linear.types.js';
import { readIssue } from '../mapping/read-issue.js';

/** The time of the change, and what the issue says: renaming a label or a project changes issues without their times. */
export const markOf = (issue: LinearIssue): string => {
  const { comments: _, ...fields } = readIssue(issue);
  return digestOf([issue.updatedAt, issue.archivedAt, issue.trashed ?? false, fields]);
};

const versionOf = (issue: LinearIssue): string => {
  const marks = issue.comments.nodes.map(({ id, updatedAt }) => `${id} ${updatedAt}`).toSorted();
  return `${markOf(issue)}.${marks.length === 0 ? '' : digestOf(marks)}`;
};

/** Whether a version is of the issue as it is, whatever its comments say now. */
export const isVersionOf = (version: string, issue: LinearIssue): boolean =>
  version.split('.')[0] === markOf(issue);

export const upsertOf = (issue: LinearIssue): RemoteUpsert => ({
  kind: 'upsert',
  remoteId: issue.id,
  version: versionOf(issue),
  fields: readIssue(issue),
  data: JSON.stringify({ issue }),
  modifiedAt: new Date(issue.updatedAt),
});

/** In the trash, or archived: Linear shows neither unless asked. */
export const isGone = (issue: LinearIssue): boolean => issue.trashed === true || issue.archivedAt !== null;

/** What an issue is to the container: one that moved to another team is no longer here. */
export const changeOf = (id: string, issue: LinearIssue | undefined, teamId: string): RemoteChange =>
  issue && !isGone(issue) && issue.team.id === teamId ? upsertOf(issue) : { kind: 'delete', remoteId: id };
