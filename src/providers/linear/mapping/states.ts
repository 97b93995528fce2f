import { ProviderError } from '#kernel';
import type { TaskFields } from '#unified-models';
import type { LinearState } from '../linear.types.js';

type Status = TaskFields['status'];

/** A team names its states as it likes; each has one of these types, and `duplicate` is Linear's own. */
const statuses: Readonly<Record<string, Status>> = {
  triage: 'open',
  backlog: 'open',
  unstarted: 'open',
  started: 'in_progress',
  completed: 'done',
  canceled: 'cancelled',
  duplicate: 'cancelled',
};

/** The types that mean a status, the one to be written first. */
const typesFor: Readonly<Record<Status, readonly string[]>> = {
  open: ['unstarted', 'backlog', 'triage'],
  in_progress: ['started'],
  done: ['completed'],
  cancelled: ['canceled'],
};

export const statusOf = (type: string): Status => statuses[type] ?? 'open';

/** Which of `status` and `state` are to be written, and what they shall be. */
export interface StateWish {
  readonly status?: Status;
  readonly state?: string | null;
}

/** Whether the issue is already as wished, so that nothing need be looked up. */
export const isInState = (wish: StateWish, { name, type }: Pick<LinearState, 'name' | 'type'>): boolean =>
  (wish.status === undefined || statusOf(type) === wish.status) && (!wish.state || wish.state === name);

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * The team's state for a wish: the named one; else the first of its type on the team's board. A name that contradicts the
 * status loses to it, for both were changed and the status is what every program understands.
 */
export const chooseState = (wish: StateWish, states: readonly LinearState[]): LinearState => {
  const { status, state } = wish;
  const named = state ? states.find(({ name }) => sameName(name, state)) : undefined;
  if (named && (status === undefined || statusOf(named.type) === status)) return named;
  if (state && status === undefined)
    throw new ProviderError('permanent', `The team has no state named “${state}”.`);
  const sorted = states.toSorted((a, b) => a.position - b.position);
  for (const type of typesFor[status ?? 'open']) {
    const found = sorted.find(candidate => candidate.type === type);
    if (found) return found;
  }
  throw new ProviderError('permanent', `The team has no state that means “${status ?? 'open'}”.`);
};
