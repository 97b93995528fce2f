import type { Person, TaskComment, TaskFields } from '#unified-models';
import type { LinearComment, LinearIssue, LinearPerson } from '../linear.types.js';
import { statusOf } from './states.js';

const priorities = ['none', 'urgent', 'high', 'medium', 'low'] as const;

export const priorityOf = (priority: number): TaskFields['priority'] => priorities[priority] ?? 'none';

export const numberOf = (priority: TaskFields['priority']): number => priorities.indexOf(priority);

const readPerson = ({ id, name, email }: LinearPerson): Person => ({ id, name, email: email ?? null });

const readComment = (comment: LinearComment): TaskComment => {
  const author = comment.user ?? comment.externalUser;
  return {
    id: comment.id,
    author: author && readPerson(author),
    text: comment.body,
    createdAt: comment.createdAt,
  };
};

/** In the order they were written; Linear lists the newest first. */
const commentsOf = ({ comments }: LinearIssue): TaskComment[] =>
  comments.nodes
    .toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id))
    .map(readComment);

export const labelsOf = ({ labels }: LinearIssue): string[] =>
  [...new Set(labels.nodes.map(({ name }) => name))].toSorted();

export const readIssue = (issue: LinearIssue): TaskFields => ({
  title: issue.title,
  description: issue.description || null,
  status: statusOf(issue.state.type),
  state: issue.state.name,
  priority: priorityOf(issue.priority),
  due: issue.dueDate,
  dueAt: null,
  recurrence: null,
  labels: labelsOf(issue),
  assignees: issue.assignee ? [readPerson(issue.assignee)] : [],
  parentId: issue.parent?.id ?? null,
  section: issue.project?.name ?? null,
  position: issue.sortOrder,
  comments: commentsOf(issue),
  url: issue.url,
  createdBy: issue.creator && readPerson(issue.creator),
  completedAt: issue.completedAt ?? issue.canceledAt,
});
