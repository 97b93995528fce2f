import type { Person, TaskComment, TaskFields } from '#unified-models';
import type { GithubComment, GithubIssue, GithubUser } from '../github.types.js';
import { withoutMarker } from './marker.js';

/** Somebody is known by the login, which is what GitHub takes when people are assigned. */
const readPerson = ({ login }: GithubUser): Person => ({ id: login, name: null, email: null });

export const labelsOf = (issue: GithubIssue): string[] =>
  issue.labels.flatMap(label => (typeof label === 'string' ? label : label.name) || []).toSorted();

export const assigneesOf = (issue: GithubIssue): string[] =>
  (issue.assignees ?? []).map(({ login }) => login).toSorted();

/** https://docs.github.com/en/rest/issues/issues#update-an-issue: `state_reason` says how it was closed. */
const statusOf = ({ state, state_reason: reason }: GithubIssue): TaskFields['status'] => {
  if (state !== 'closed') return 'open';
  return reason === 'not_planned' || reason === 'duplicate' ? 'cancelled' : 'done';
};

/** Sub-issues name the issue above by its address; one in another repository is no task of this container. */
const parentOf = ({ parent_issue_url: url, repository_url: repository }: GithubIssue): string | null => {
  const [, base, number] = /^(.+)\/issues\/(\d+)$/.exec(url ?? '') ?? [];
  return number && (repository === undefined || base === repository) ? number : null;
};

const readComment = (comment: GithubComment): TaskComment => ({
  id: String(comment.id),
  author: comment.user && readPerson(comment.user),
  text: withoutMarker(comment.body) ?? '',
  createdAt: comment.created_at,
});

export const readIssue = (issue: GithubIssue, comments: readonly GithubComment[]): TaskFields => ({
  title: issue.title,
  description: withoutMarker(issue.body),
  status: statusOf(issue),
  state: issue.state_reason === 'duplicate' ? 'duplicate' : null,
  priority: 'none',
  due: null,
  dueAt: null,
  recurrence: null,
  labels: labelsOf(issue),
  assignees: assigneesOf(issue).map(login => ({ id: login, name: null, email: null })),
  parentId: parentOf(issue),
  section: issue.milestone?.title ?? null,
  position: null,
  comments: comments.map(readComment),
  url: issue.html_url,
  createdBy: issue.user && readPerson(issue.user),
  completedAt: issue.state === 'closed' ? issue.closed_at : null,
});
