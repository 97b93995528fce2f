import type { TaskFields } from '#unified-models';
import type { LinearIssue, LinearIssueInput } from '../linear.types.js';
import { chooseState, isInState, type StateWish } from '../mapping/states.js';
import { writeIssue } from '../mapping/write-issue.js';
import type { Lookups } from './lookups.js';

export interface Wish {
  readonly fields: TaskFields;
  readonly changed: readonly string[];
  /** What is there; undefined for a new issue. */
  readonly present?: LinearIssue;
}

/** The members of `IssueUpdateInput` for what changed. Names are looked up only where they are needed. */
export const inputFor = async (lookups: Lookups, wish: Wish): Promise<object> => ({
  ...writeIssue(wish.fields, wish.changed),
  ...(await stateFor(lookups, wish)),
  ...(await labelsFor(lookups, wish)),
  ...(await projectFor(lookups, wish)),
});

const stateFor = async (lookups: Lookups, { fields, changed, present }: Wish): Promise<LinearIssueInput> => {
  const wish: StateWish = {
    ...(changed.includes('status') ? { status: fields.status } : {}),
    ...(changed.includes('state') && fields.state ? { state: fields.state } : {}),
  };
  const isDefault = present === undefined && !wish.state && (wish.status ?? 'open') === 'open';
  if (isDefault || (present && isInState(wish, present.state))) return {};
  return { stateId: chooseState(wish, await lookups.states()).id };
};

/** Only what comes and what goes, so that a label that somebody adds at the same time stays. */
const labelsFor = async (lookups: Lookups, { fields, changed, present }: Wish): Promise<object> => {
  if (!changed.includes('labels')) return {};
  if (!present) return fields.labels.length > 0 ? { labelIds: await lookups.labels(fields.labels) } : {};
  const { nodes } = present.labels;
  const lower = (names: readonly string[]): Set<string> => new Set(names.map(name => name.toLowerCase()));
  const wanted = lower(fields.labels);
  const held = lower(nodes.map(({ name }) => name));
  const removed = nodes.filter(({ name }) => !wanted.has(name.toLowerCase())).map(({ id }) => id);
  const added = await lookups.labels(fields.labels.filter(name => !held.has(name.toLowerCase())));
  return {
    ...(removed.length > 0 ? { removedLabelIds: removed } : {}),
    ...(added.length > 0 ? { addedLabelIds: added } : {}),
  };
};

const projectFor = async (
  lookups: Lookups,
  { fields, changed, present }: Wish,
): Promise<LinearIssueInput> => {
  if (!changed.includes('section') || fields.section === (present?.project?.name ?? null)) return {};
  return { projectId: fields.section === null ? null : await lookups.project(fields.section) };
};
