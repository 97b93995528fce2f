import { ProviderError } from '#kernel';
import type { ProviderRequest, ProviderSession } from '#provider-sdk';
import { call, pagesOf, repositoryPath } from '../github-api.js';
import type { GithubComment, GithubIssue, GithubMilestone, IssueBody } from '../github.types.js';

/**
 * Gone for good, disabled, or hidden: 404 and 410. A transferred issue answers 301, or, followed, another issue.
 * https://docs.github.com/en/rest/issues/issues#get-an-issue
 */
const gone = [301, 404, 410] as const;
const mostComments = 5_000;

/** The issues of one repository. */
export class IssuesApi {
  readonly path: string;

  constructor(
    readonly session: ProviderSession,
    containerId: string,
  ) {
    this.path = repositoryPath(containerId);
  }

  /** Undefined when it is not there any more; `id` tells it from another issue that a redirect led to. */
  async get(number: string, id?: number): Promise<GithubIssue | undefined> {
    const response = await call(this.session, { method: 'GET', url: this.at(number), expect: gone });
    if (response.status !== 200) return undefined;
    const issue = response.json<GithubIssue>();
    const isSame = String(issue.number) === number && (id === undefined || issue.id === id);
    return isSame && issue.pull_request === undefined ? issue : undefined;
  }

  async create(body: IssueBody): Promise<GithubIssue> {
    const response = await call(this.session, { method: 'POST', url: `${this.path}/issues`, body });
    return response.json();
  }

  async update(number: string, body: IssueBody): Promise<GithubIssue | undefined> {
    const request: ProviderRequest = { method: 'PATCH', url: this.at(number), body, expect: gone };
    const response = await call(this.session, request);
    return response.status === 200 ? response.json() : undefined;
  }

  /** In the order they were written. */
  async comments(number: string): Promise<GithubComment[]> {
    const comments: GithubComment[] = [];
    const request = { url: `${this.at(number)}/comments`, expect: gone };
    for await (const page of pagesOf<GithubComment>(this.session, request)) {
      comments.push(...page);
      if (comments.length >= mostComments) break;
    }
    return comments.slice(0, mostComments);
  }

  /** Pages of issues and pull requests, newest first. */
  newest(): AsyncGenerator<readonly GithubIssue[]> {
    const query = { state: 'all', sort: 'created', direction: 'desc' };
    return pagesOf<GithubIssue>(this.session, { url: `${this.path}/issues`, query });
  }

  /** Number of the milestone with this title. None is created, for a misspelt name would plan something new. */
  async milestone(title: string): Promise<number> {
    const request = { url: `${this.path}/milestones`, query: { state: 'all' } };
    for await (const page of pagesOf<GithubMilestone>(this.session, request)) {
      const found = page.find(milestone => milestone.title === title);
      if (found) return found.number;
    }
    throw new ProviderError('permanent', `The repository has no milestone named “${title}”.`);
  }

  private at(number: string): string {
    return `${this.path}/issues/${encodeURIComponent(number)}`;
  }
}
