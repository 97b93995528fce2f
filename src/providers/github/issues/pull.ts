import type { ProviderSession, PullPage, PullRequest, RemoteChange } from '#provider-sdk';
import type { GithubComment, GithubIssue } from '../github.types.js';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.js';
import { type Feed, readFeed } from './feed.js';
import { IssuesApi } from './issues-api.js';
import { changeOf, gather, isVersionOf, markOf } from './parts.js';

interface Step extends Pick<PullPage, 'changes' | 'unchanged' | 'last'> {
  readonly cursor: Cursor;
}

/**
 * Issues by their time of change, pull requests left out, each with its comments. An incremental pull then asks which
 * comments changed, for editing one need not change the issue's time.
 */
export async function* pullIssues(session: ProviderSession, request: PullRequest): AsyncGenerator<PullPage> {
  const api = new IssuesApi(session, request.containerId);
  let cursor = decodeCursor(request.cursor, session.now());
  for (;;) {
    const { phase } = cursor;
    const step: Step =
      phase === 'comments' ? await commentStep(api, request, cursor) : await issueStep(api, request, cursor);
    const { changes, unchanged, last } = step;
    cursor = step.cursor;
    yield { changes, unchanged, last, listing: phase === 'listing', cursor: encodeCursor(cursor) };
    if (last) return;
  }
}

const issueFeed = (api: IssuesApi): Feed<GithubIssue> => ({
  url: `${api.path}/issues`,
  query: { state: 'all' },
  idOf: issue => String(issue.number),
  markOf,
});

const issueStep = async (api: IssuesApi, request: PullRequest, cursor: Cursor): Promise<Step> => {
  const { items, position, last } = await readFeed(api.session, issueFeed(api), cursor.issues);
  const issues = items.filter(issue => issue.pull_request === undefined);
  const known = await request.known(issues.map(({ number }) => String(number)));
  const changes: RemoteChange[] = [];
  const unchanged: string[] = [];
  for (const issue of issues) {
    const id = String(issue.number);
    if (isVersionOf(known.get(id), issue)) unchanged.push(id);
    else changes.push(await gather(api, issue));
  }
  const isListing = cursor.phase === 'listing';
  const phase = !last ? cursor.phase : isListing ? 'issues' : 'comments';
  return {
    changes,
    unchanged: isListing ? unchanged : [],
    last: last && isListing,
    cursor: { ...cursor, phase, issues: position },
  };
};

const commentFeed = (api: IssuesApi): Feed<GithubComment> => ({
  url: `${api.path}/issues/comments`,
  query: {},
  idOf: comment => String(comment.id),
  markOf: comment => comment.updated_at,
});

const commentStep = async (api: IssuesApi, request: PullRequest, cursor: Cursor): Promise<Step> => {
  const { items, position, last } = await readFeed(api.session, commentFeed(api), cursor.comments);
  const numbers = new Set(items.filter(comment => !isCovered(comment, cursor)).flatMap(issueNumberOf));
  const known = await request.known([...numbers]);
  const changes: RemoteChange[] = [];
  for (const number of numbers) {
    const change = await changeOf(api, number, await api.get(number));
    const isKnown = change.kind === 'upsert' && known.get(number) === change.version;
    if (!isKnown) changes.push(change);
  }
  const phase = last ? 'issues' : 'comments';
  return { changes, unchanged: [], last, cursor: { ...cursor, phase, comments: position } };
};

/** The issue was read with its comments when it had changed later still. */
const isCovered = (comment: GithubComment, { issues }: Cursor): boolean => {
  const [number] = issueNumberOf(comment);
  const [at] = (number === undefined ? undefined : issues.seen[number]) ?? [];
  return at !== undefined && Date.parse(at) >= Date.parse(comment.updated_at);
};

/** Comments of pull requests are in the same list. */
const issueNumberOf = (comment: GithubComment): string[] => {
  const number = /\/issues\/(\d+)$/.exec(comment.issue_url)?.[1];
  return number === undefined || comment.html_url.includes('/pull/') ? [] : [number];
};
