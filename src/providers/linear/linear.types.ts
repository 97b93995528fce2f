/** The parts of Linear's GraphQL answers that the documents ask for. */
export interface LinearConnection<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface LinearPerson {
  readonly id: string;
  readonly name: string;
  readonly email?: string | null;
}

export interface LinearState {
  readonly id: string;
  readonly name: string;
  /** `triage`, `backlog`, `unstarted`, `started`, `completed`, `canceled` or `duplicate`. */
  readonly type: string;
  readonly position: number;
}

export interface LinearLabel {
  readonly id: string;
  readonly name: string;
}

export interface LinearComment {
  readonly id: string;
  readonly body: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly user: LinearPerson | null;
  readonly externalUser: LinearPerson | null;
}

export interface LinearIssue {
  readonly id: string;
  readonly identifier: string;
  readonly title: string;
  readonly description: string | null;
  /** 0 none, 1 urgent, 2 high, 3 medium, 4 low. */
  readonly priority: number;
  readonly dueDate: string | null;
  readonly url: string;
  readonly sortOrder: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archivedAt: string | null;
  readonly trashed: boolean | null;
  readonly completedAt: string | null;
  readonly canceledAt: string | null;
  readonly team: { readonly id: string };
  readonly state: Pick<LinearState, 'id' | 'name' | 'type'>;
  readonly assignee: LinearPerson | null;
  readonly creator: LinearPerson | null;
  readonly parent: { readonly id: string } | null;
  readonly project: { readonly id: string; readonly name: string } | null;
  readonly labels: LinearConnection<LinearLabel>;
  readonly comments: LinearConnection<LinearComment>;
}

/** Members that `issueCreate` and `issueUpdate` both take. */
export interface LinearIssueInput {
  readonly title?: string;
  readonly description?: string | null;
  readonly priority?: number;
  readonly dueDate?: string | null;
  readonly sortOrder?: number;
  readonly stateId?: string;
  readonly assigneeId?: string | null;
  readonly parentId?: string | null;
  readonly projectId?: string | null;
}

export interface LinearWebhook {
  readonly id: string;
  readonly url: string | null;
  readonly enabled: boolean;
  readonly team: { readonly id: string } | null;
}

/** https://linear.app/developers/graphql#errors: `type` is prose, `code` is a constant; either may be missing. */
export interface LinearError {
  readonly message?: string;
  readonly extensions?: {
    readonly code?: string;
    readonly type?: string;
    readonly userPresentableMessage?: string;
  };
}
