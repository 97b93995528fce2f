import type { Clock } from '#kernel';
import type { SimulatedPerson } from '#provider-sdk/simulator';
import type { GithubComment, GithubIssue, GithubMilestone, GithubUser } from '../github.types.js';

/** An issue as the simulator keeps it: GitHub's members with whatever else a test planted. */
export type StoredIssue = GithubIssue & Readonly<Record<string, unknown>>;
export type StoredComment = GithubComment;

export interface SimulatedRepository {
  readonly id: number;
  readonly fullName: string;
  readonly role: 'admin' | 'push' | 'triage' | 'pull';
  readonly hasIssues?: boolean;
  readonly archived?: boolean;
  readonly milestones?: readonly string[];
}

export interface RepositoryEvent {
  readonly event: 'issues' | 'issue_comment';
  readonly action: string;
  readonly issue: StoredIssue;
  readonly more?: Readonly<Record<string, unknown>>;
}

export const userOf = (person: SimulatedPerson): GithubUser => ({
  id: Number(person.id),
  login: person.email.split('@')[0] ?? person.id,
});

/** One repository's issues and comments. Times are whole seconds, as GitHub's are. */
export class RepositoryStore {
  readonly issues = new Map<number, StoredIssue>();
  readonly comments = new Map<number, StoredComment>();
  /** Numbers that led somewhere: deleted ones answer 410, transferred ones 301. */
  readonly gone = new Map<number, 'deleted' | 'transferred'>();
  private lastNumber = 0;
  private lastId: number;

  constructor(
    public repository: SimulatedRepository,
    private readonly clock: Clock,
    private readonly baseUrl: () => string,
    private readonly happened: (store: RepositoryStore, event: RepositoryEvent) => void,
  ) {
    this.lastId = repository.id * 1_000_000;
  }

  get url(): string {
    return `${this.baseUrl()}/repos/${this.repository.fullName}`;
  }

  get milestones(): GithubMilestone[] {
    return (this.repository.milestones ?? []).map((title, index) => ({ number: index + 1, title }));
  }

  now(): string {
    return `${this.clock.now().toISOString().slice(0, 19)}Z`;
  }

  create(fields: Partial<StoredIssue>, user: GithubUser): StoredIssue {
    this.lastNumber += 1;
    const number = this.lastNumber;
    const id = this.nextId();
    const at = this.now();
    const issue: StoredIssue = {
      ...{ id, node_id: `I_${id}`, number, title: '', body: null, state: 'open', state_reason: null, user },
      ...{ labels: [], assignees: [], milestone: null, comments: 0, locked: false, active_lock_reason: null },
      ...{ created_at: at, updated_at: at, closed_at: null, repository_url: this.url },
      url: `${this.url}/issues/${number}`,
      html_url: `https://github.com/${this.repository.fullName}/issues/${number}`,
      ...fields,
    };
    this.issues.set(number, issue);
    this.happened(this, { event: 'issues', action: 'opened', issue });
    return issue;
  }

  edit(issue: StoredIssue, fields: Partial<StoredIssue>, action = 'edited'): StoredIssue {
    const edited = { ...issue, ...fields, updated_at: this.now() };
    this.issues.set(issue.number, edited);
    this.happened(this, { event: 'issues', action, issue: edited });
    return edited;
  }

  remove(issue: StoredIssue, how: 'deleted' | 'transferred' = 'deleted'): void {
    this.issues.delete(issue.number);
    this.gone.set(issue.number, how);
    for (const [id, comment] of this.comments)
      if (comment.issue_url.endsWith(`/issues/${issue.number}`)) this.comments.delete(id);
    this.happened(this, { event: 'issues', action: how, issue });
  }

  comment(issue: StoredIssue, body: string, user: GithubUser): StoredComment {
    const id = this.nextId();
    const at = this.now();
    const comment: StoredComment = {
      ...{ id, body, user, created_at: at, updated_at: at, issue_url: `${this.url}/issues/${issue.number}` },
      html_url: `${issue.html_url}#issuecomment-${id}`,
    };
    this.comments.set(id, comment);
    const counted = { ...issue, comments: issue.comments + 1, updated_at: at };
    this.issues.set(issue.number, counted);
    this.happened(this, { event: 'issue_comment', action: 'created', issue: counted, more: { comment } });
    return comment;
  }

  /** Leaves the issue's own time alone. */
  editComment(comment: StoredComment, body: string): void {
    this.comments.set(comment.id, { ...comment, body, updated_at: this.now() });
  }

  commentsOf(number: number): StoredComment[] {
    return [...this.comments.values()].filter(({ issue_url: url }) => url === `${this.url}/issues/${number}`);
  }

  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }
}
