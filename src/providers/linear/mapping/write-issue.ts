import type { TaskFields } from '#unified-models';
import type { LinearIssueInput } from '../linear.types.js';
import { numberOf } from './read-issue.js';

/**
 * The members for the changed fields that need no look-up; states, labels and projects have ids behind their names. Linear
 * has one assignee, so the first is taken.
 */
export const writeIssue = (fields: TaskFields, changed: readonly string[]): LinearIssueInput => {
  const members: Readonly<Record<string, () => LinearIssueInput>> = {
    title: () => ({ title: fields.title }),
    description: () => ({ description: fields.description ?? '' }),
    priority: () => ({ priority: numberOf(fields.priority) }),
    due: () => ({ dueDate: fields.due }),
    assignees: () => ({ assigneeId: fields.assignees[0]?.id ?? null }),
    parentId: () => ({ parentId: fields.parentId }),
    position: () => (fields.position === null ? {} : { sortOrder: fields.position }),
  };
  return Object.assign({}, ...changed.map(name => members[name]?.() ?? {})) as LinearIssueInput;
};
