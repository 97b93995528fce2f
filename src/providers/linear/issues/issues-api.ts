import { ProviderError } from '#kernel';
import type { ProviderSession } from '#provider-sdk';
import { createIssue, deleteIssue, issues, moreOfIssue, restoreIssue, updateIssue } from '../documents.js';
import { ask, make } from '../linear-api.js';
import type { LinearComment, LinearConnection, LinearIssue, LinearLabel } from '../linear.types.js';

export type IssueFilter = Readonly<Record<string, unknown>>;

export interface IssuesQuery {
  readonly filter: IssueFilter;
  /** By creation an issue never changes its place; by change the latest comes first. */
  readonly order: 'createdAt' | 'updatedAt';
  readonly archived: boolean;
  readonly after?: string | null;
  readonly first?: number;
}

/** What one query may cost sets the size of a page. */
export const issuesPerPage = 30;

interface IssueAnswer {
  readonly success: boolean;
  readonly issue: LinearIssue | null;
}

const mostComments = 5_000;

/** Issues in whichever team; each comes with all of its labels and comments. */
export class IssuesApi {
  constructor(readonly session: ProviderSession) {}

  async page(query: IssuesQuery): Promise<LinearConnection<LinearIssue>> {
    const answer = await ask<{ issues: LinearConnection<LinearIssue> }>(this.session, issues, {
      first: issuesPerPage,
      ...query,
    });
    const { nodes, pageInfo } = answer.issues;
    const complete: LinearIssue[] = [];
    for (const issue of nodes) complete.push(await this.complete(issue));
    return { nodes: complete, pageInfo };
  }

  /** At most a page of them, also those in the trash; those that are gone for good are left out. */
  async byIds(ids: readonly string[]): Promise<readonly LinearIssue[]> {
    const filter = { id: { in: ids } };
    return (await this.page({ filter, order: 'createdAt', archived: true, first: ids.length })).nodes;
  }

  async get(id: string): Promise<LinearIssue | undefined> {
    return (await this.byIds([id])).find(issue => issue.id === id);
  }

  /** `id` is in the input. */
  async create(input: object): Promise<LinearIssue> {
    const answer = await make<{ issueCreate: IssueAnswer }>(this.session, createIssue, { input });
    return this.written(answer.issueCreate);
  }

  async update(id: string, input: object): Promise<LinearIssue> {
    const answer = await ask<{ issueUpdate: IssueAnswer }>(this.session, updateIssue, { id, input });
    return this.written(answer.issueUpdate);
  }

  /** Takes it out of the trash. */
  async restore(id: string): Promise<void> {
    await ask(this.session, restoreIssue, { id });
  }

  /** Into the trash, which Linear empties after thirty days. */
  async trash(id: string): Promise<void> {
    await ask(this.session, deleteIssue, { id });
  }

  private written({ success, issue }: IssueAnswer): Promise<LinearIssue> {
    if (!success || !issue) throw new ProviderError('temporary', 'Linear did not say what it wrote.');
    return this.complete(issue);
  }

  private async complete(issue: LinearIssue): Promise<LinearIssue> {
    let { labels, comments } = issue;
    while (labels.pageInfo.hasNextPage || comments.pageInfo.hasNextPage) {
      const more = await this.more(issue.id, labels, comments);
      if (!more) break;
      labels = joined(labels, more.labels);
      comments = joined(comments, more.comments);
      if (comments.nodes.length >= mostComments)
        comments = { nodes: comments.nodes.slice(0, mostComments), pageInfo: ended };
    }
    return { ...issue, labels, comments };
  }

  /** A list that has ended is asked for after its last member, where there is nothing. */
  private async more(
    id: string,
    labels: LinearConnection<LinearLabel>,
    comments: LinearConnection<LinearComment>,
  ): Promise<Pick<LinearIssue, 'labels' | 'comments'> | null> {
    const variables = { id, labels: labels.pageInfo.endCursor, comments: comments.pageInfo.endCursor };
    type Answer = { readonly issue: Pick<LinearIssue, 'labels' | 'comments'> | null };
    return (await ask<Answer>(this.session, moreOfIssue, variables)).issue;
  }
}

const ended = { hasNextPage: false, endCursor: null };

/** Lists without members have no cursor, and their first page comes again. */
const joined = <T extends { readonly id: string }>(
  a: LinearConnection<T>,
  b: LinearConnection<T>,
): LinearConnection<T> => ({
  nodes: [...new Map([...a.nodes, ...b.nodes].map(node => [node.id, node])).values()],
  pageInfo: { ...b.pageInfo, endCursor: b.pageInfo.endCursor ?? a.pageInfo.endCursor },
});
