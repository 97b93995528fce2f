import type { TaskFields } from '#unified-models';
import type { IssueBody } from '../github.types.js';
import { withMarker } from './marker.js';

export interface WriteContext {
  /** The mark that the body carries already, or shall carry. */
  readonly marker: string | undefined;
  /** Number of the milestone that `section` names. */
  readonly milestone: number | null;
}

export const writeStatus = (status: TaskFields['status']): Pick<IssueBody, 'state' | 'state_reason'> => {
  if (status === 'done') return { state: 'closed', state_reason: 'completed' };
  if (status === 'cancelled') return { state: 'closed', state_reason: 'not_planned' };
  return { state: 'open' };
};

/** The members for the changed fields; a field that GitHub does not have changes nothing there. */
export const writeIssue = (
  fields: TaskFields,
  changed: readonly string[],
  context: WriteContext,
): IssueBody => {
  const members: Readonly<Record<string, () => IssueBody>> = {
    title: () => ({ title: fields.title }),
    description: () => ({ body: withMarker(fields.description, context.marker) }),
    status: () => writeStatus(fields.status),
    labels: () => ({ labels: fields.labels }),
    assignees: () => ({ assignees: fields.assignees.map(person => person.id) }),
    section: () => ({ milestone: context.milestone }),
  };
  return Object.assign({}, ...changed.map(name => members[name]?.() ?? {})) as IssueBody;
};
