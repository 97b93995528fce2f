/** The members the provider reads: https://docs.github.com/en/rest/issues/issues */
export interface GithubUser {
  readonly id: number;
  readonly login: string;
  /** `User`, `Organization` or `Bot`. */
  readonly type?: string;
  readonly name?: string | null;
  readonly email?: string | null;
}

export interface GithubMilestone {
  readonly number: number;
  readonly title: string;
}

export interface GithubIssue {
  readonly id: number;
  readonly node_id: string;
  readonly number: number;
  readonly title: string;
  readonly body?: string | null;
  readonly state: string;
  readonly state_reason?: string | null;
  readonly labels: readonly (string | { readonly name?: string | null })[];
  readonly assignees?: readonly GithubUser[] | null;
  readonly milestone: GithubMilestone | null;
  readonly comments: number;
  readonly user: GithubUser | null;
  readonly html_url: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly closed_at: string | null;
  /** Only pull requests have it. */
  readonly pull_request?: unknown;
  readonly parent_issue_url?: string | null;
  readonly repository_url?: string;
}

export interface GithubComment {
  readonly id: number;
  readonly body?: string | null;
  readonly user: GithubUser | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly html_url: string;
  readonly issue_url: string;
}

export interface GithubRepository {
  readonly id: number;
  readonly full_name: string;
  readonly owner: GithubUser;
  readonly has_issues?: boolean;
  readonly archived?: boolean;
  readonly disabled?: boolean;
  readonly permissions?: Readonly<Record<string, boolean>>;
}

export interface GithubHook {
  readonly id: number;
  readonly config: { readonly url?: string };
}

export interface GithubErrorBody {
  readonly message?: string;
  readonly errors?: readonly (
    string | { readonly message?: string; readonly field?: string; readonly code?: string }
  )[];
}

/** What `PATCH` and `POST` of an issue take. */
export interface IssueBody {
  readonly title?: string;
  readonly body?: string | null;
  readonly state?: 'open' | 'closed';
  readonly state_reason?: 'completed' | 'not_planned' | 'reopened' | null;
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
  readonly milestone?: number | null;
}
