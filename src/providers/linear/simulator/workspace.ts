import { type Clock, newId } from '#kernel';
import { invalid, notFound } from './refusal.js';

export interface StoredTeam {
  readonly id: string;
  readonly name: string;
  readonly key: string;
}

export interface StoredState {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly type: string;
  readonly position: number;
}

export interface StoredUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export interface StoredLabel {
  readonly id: string;
  name: string;
  readonly teamId: string | null;
}

export interface StoredIssue {
  readonly id: string;
  readonly number: number;
  teamId: string;
  title: string;
  description: string | null;
  priority: number;
  dueDate: string | null;
  sortOrder: number;
  stateId: string;
  assigneeId: string | null;
  creatorId: string | null;
  parentId: string | null;
  projectId: string | null;
  labelIds: readonly string[];
  readonly createdAt: string;
  updatedAt: string;
  archivedAt: string | null;
  trashed: boolean;
  completedAt: string | null;
  canceledAt: string | null;
  /** What no unified field expresses. */
  estimate: number | null;
}

export interface StoredComment {
  readonly id: string;
  readonly issueId: string;
  body: string;
  readonly userId: string | null;
  readonly createdAt: string;
  updatedAt: string;
}

/** What happened, for webhooks. */
export interface WorkspaceEvent {
  readonly type: 'Issue' | 'Comment';
  readonly action: 'create' | 'update' | 'remove';
  readonly teamId: string;
  readonly data: object;
  readonly updatedFrom?: object;
}

export const teams: readonly StoredTeam[] = [
  { id: '7d3f4f2e-0b53-4f0e-9a55-7f3d0f5b1001', name: 'Engineering', key: 'ENG' },
  { id: '7d3f4f2e-0b53-4f0e-9a55-7f3d0f5b1002', name: 'Design', key: 'DES' },
];

const workflow = ['Triage', 'Backlog', 'Todo', 'In Progress', 'In Review', 'Done', 'Canceled', 'Duplicate'];
const types = ['triage', 'backlog', 'unstarted', 'started', 'started', 'completed', 'canceled', 'duplicate'];

/** One workspace in memory. Whoever changes it through these methods is another person, or the API. */
export class Workspace {
  readonly organization = { id: '5b0c3f7a-6f0e-4d6e-8f19-3f1a5d0c0001', name: 'Acme', urlKey: 'acme' };
  readonly teams = [...teams];
  readonly states: StoredState[] = this.teams.flatMap(({ id: teamId }) =>
    workflow.map((name, position) => ({ id: newId(), teamId, name, type: types[position] ?? '', position })),
  );
  readonly labels: StoredLabel[] = [{ id: newId(), name: 'Bug', teamId: null }];
  readonly projects = ['Launch', 'Q3 – später'].map(name => ({ id: newId(), name }));
  readonly issues = new Map<string, StoredIssue>();
  readonly comments = new Map<string, StoredComment>();
  private readonly numbers = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    readonly users: readonly StoredUser[],
    private readonly tell: (event: WorkspaceEvent) => void,
  ) {}

  now(): string {
    return this.clock.now().toISOString();
  }

  issue(id: string): StoredIssue {
    const byIdentifier = [...this.issues.values()].find(issue => this.identifierOf(issue) === id);
    const found = this.issues.get(id) ?? byIdentifier;
    if (!found) throw notFound('Issue');
    return found;
  }

  identifierOf({ teamId, number }: Pick<StoredIssue, 'teamId' | 'number'>): string {
    return `${this.teams.find(({ id }) => id === teamId)?.key ?? ''}-${number}`;
  }

  state(id: string): StoredState {
    const found = this.states.find(state => state.id === id);
    if (!found) throw notFound('WorkflowState');
    return found;
  }

  /** By name, made when there is none. */
  label(name: string, teamId: string | null): StoredLabel {
    const found = this.labels.find(label => label.name.toLowerCase() === name.toLowerCase());
    return found ?? this.createLabel({ id: newId(), name, teamId });
  }

  createLabel(label: StoredLabel): StoredLabel {
    const isTaken = this.labels.some(
      ({ id, name }) => id === label.id || name.toLowerCase() === label.name.toLowerCase(),
    );
    if (isTaken) throw invalid('Duplicate label name');
    this.labels.push(label);
    return label;
  }

  create(teamId: string, members: Partial<StoredIssue>): StoredIssue {
    if (!this.teams.some(({ id }) => id === teamId)) throw notFound('Team');
    const id = members.id ?? newId();
    if (this.issues.has(id)) throw invalid('Issue id is already in use');
    const number = (this.numbers.get(teamId) ?? 0) + 1;
    this.numbers.set(teamId, number);
    const now = this.now();
    const issue: StoredIssue = {
      ...{ id, number, teamId, title: '', description: null, priority: 0, dueDate: null, sortOrder: -number },
      ...{ stateId: this.defaultState(teamId), assigneeId: null, creatorId: null, parentId: null },
      ...{ projectId: null, labelIds: [], createdAt: now, updatedAt: now, archivedAt: null, trashed: false },
      ...{ completedAt: null, canceledAt: null, estimate: null },
      ...members,
    };
    this.issues.set(id, { ...issue, ...this.ended(issue.stateId, issue) });
    this.say('create', id);
    return this.issue(id);
  }

  edit(id: string, members: Partial<StoredIssue>): StoredIssue {
    const before = this.issue(id);
    const ended = members.stateId === undefined ? {} : this.ended(members.stateId, before);
    this.issues.set(before.id, { ...before, ...members, ...ended, updatedAt: this.now() });
    const names = Object.keys(members) as (keyof StoredIssue)[];
    this.say('update', before.id, Object.fromEntries(names.map(name => [name, before[name]])));
    return this.issue(before.id);
  }

  /** Into the trash, or out of it. */
  trash(id: string, trashed = true): void {
    const members = { trashed, archivedAt: trashed ? this.now() : null };
    const issue = this.issue(id);
    this.issues.set(issue.id, { ...issue, ...members, updatedAt: this.now() });
    this.say(trashed ? 'remove' : 'update', issue.id);
  }

  comment(issueId: string, body: string, more: Partial<StoredComment> = {}): StoredComment {
    const now = this.now();
    const comment: StoredComment = {
      ...{ id: newId(), issueId: this.issue(issueId).id, body, userId: this.users[0]?.id ?? null },
      ...{ createdAt: now, updatedAt: now, ...more },
    };
    if (this.comments.has(comment.id)) throw invalid('Comment id is already in use');
    this.comments.set(comment.id, comment);
    this.sayComment('create', comment);
    return comment;
  }

  editComment(id: string, body: string): void {
    const comment = this.comments.get(id);
    if (!comment) throw notFound('Comment');
    Object.assign(comment, { body, updatedAt: this.now() });
    this.sayComment('update', comment);
  }

  private defaultState(teamId: string): string {
    return this.states.find(state => state.teamId === teamId && state.type === 'backlog')?.id ?? '';
  }

  private ended(stateId: string, before: StoredIssue): Pick<StoredIssue, 'completedAt' | 'canceledAt'> {
    const { type } = this.state(stateId);
    const isCanceled = type === 'canceled' || type === 'duplicate';
    return {
      completedAt: type === 'completed' ? (before.completedAt ?? this.now()) : null,
      canceledAt: isCanceled ? (before.canceledAt ?? this.now()) : null,
    };
  }

  private say(action: WorkspaceEvent['action'], id: string, updatedFrom?: object): void {
    const issue = this.issue(id);
    const { teamId } = issue;
    const data = { ...issue, identifier: this.identifierOf(issue) };
    this.tell({ type: 'Issue', action, teamId, data, ...(updatedFrom ? { updatedFrom } : {}) });
  }

  private sayComment(action: WorkspaceEvent['action'], comment: StoredComment): void {
    const { id, teamId, title } = this.issue(comment.issueId);
    const data = { ...comment, issue: { id, teamId, title } };
    this.tell({ type: 'Comment', action, teamId, data });
  }
}
