import { ProviderError } from '#kernel';
import type { ProviderSession, PullPage, PullRequest, RemoteChange } from '#provider-sdk';
import { changedComments, newest } from '../documents.js';
import { ask } from '../linear-api.js';
import type { LinearConnection, LinearIssue } from '../linear.types.js';
import {
  advanced,
  type Cursor,
  decodeCursor,
  encodeCursor,
  feedFrom,
  isNews,
  noted,
  rested,
} from './cursor.js';
import { IssuesApi, issuesPerPage } from './issues-api.js';
import { changeOf, isGone, markOf, upsertOf } from './parts.js';

interface Step extends Pick<PullPage, 'changes' | 'unchanged' | 'last'> {
  readonly cursor: Cursor;
}

interface Pull {
  readonly api: IssuesApi;
  readonly teamId: string;
  readonly known: PullRequest['known'];
}

/**
 * A listing reads the issues in the order of their creation, in which none changes its place, and so names every one. Later
 * pulls read what changed since, latest first, then which comments did. Nothing is missed at equal times, nor between pages:
 * the next pull begins a minute before the latest change that this one has shown, including that very instant, and passes
 * over only what it has read in the same state. What changes while pages are read is later than that, and comes then.
 */
export async function* pullIssues(session: ProviderSession, request: PullRequest): AsyncGenerator<PullPage> {
  const { containerId: teamId, known } = request;
  const pull: Pull = { api: new IssuesApi(session), teamId, known };
  let cursor = request.cursor === null ? await beginning(session, teamId) : decodeCursor(request.cursor);
  for (;;) {
    const { phase } = cursor;
    const step = await stepOf(pull, cursor);
    const { changes, unchanged, last } = step;
    cursor = step.cursor;
    yield { changes, unchanged, last, listing: phase === 'listing', cursor: encodeCursor(cursor) };
    if (last) return;
  }
}

interface Newest {
  readonly issues: { readonly nodes: readonly { readonly updatedAt: string }[] };
  readonly comments: Newest['issues'];
}

const inTeam = (teamId: string) => ({ team: { id: { eq: teamId } } });
const onTeam = (teamId: string) => ({ issue: inTeam(teamId) });
const since = (time: string | null) => (time === null ? {} : { updatedAt: { gte: time } });

/** Linear's own clock says where the changes after the listing begin. */
const beginning = async (session: ProviderSession, teamId: string): Promise<Cursor> => {
  const filters = { issues: inTeam(teamId), comments: onTeam(teamId) };
  const { issues, comments } = await ask<Newest>(session, newest, filters);
  return {
    v: 1,
    phase: 'listing',
    after: null,
    issues: feedFrom(issues.nodes[0]?.updatedAt),
    comments: feedFrom(comments.nodes[0]?.updatedAt),
  };
};

const stepOf = async (pull: Pull, cursor: Cursor): Promise<Step> => {
  const steps = { listing: listStep, issues: issueStep, comments: commentStep };
  try {
    return await steps[cursor.phase](pull, cursor);
  } catch (error) {
    // The id that a page was to follow on is gone.
    const isLost = error instanceof ProviderError && /^(not_found|permanent)$/.test(error.providerCode);
    if (cursor.after === null || !isLost || error.remoteStatus === 404) throw error;
    throw new ProviderError('cursor_expired', 'Linear does not know the page that this one follows.', {
      cause: error,
    });
  }
};

const seenOf = (issue: LinearIssue) => ({ id: issue.id, at: issue.updatedAt, mark: markOf(issue) });
const commentsSeen = ({ comments }: LinearIssue) =>
  comments.nodes.map(({ id, updatedAt: at }) => ({ id, at, mark: '' }));

const listStep = async ({ api, teamId, known }: Pull, cursor: Cursor): Promise<Step> => {
  const { after } = cursor;
  const page = await api.page({ filter: inTeam(teamId), order: 'createdAt', archived: false, after });
  const living = page.nodes.filter(issue => !isGone(issue));
  const versions = await known(living.map(({ id }) => id));
  const upserts = living.map(upsertOf);
  const isKnown = (id: string, version: string): boolean => versions.get(id) === version;
  const last = !page.pageInfo.hasNextPage;
  return {
    changes: upserts.filter(({ remoteId, version }) => !isKnown(remoteId, version)),
    unchanged: upserts
      .filter(({ remoteId, version }) => isKnown(remoteId, version))
      .map(change => change.remoteId),
    last,
    cursor: {
      ...cursor,
      phase: last ? 'issues' : 'listing',
      after: last ? null : page.pageInfo.endCursor,
      issues: noted(cursor.issues, page.nodes.map(seenOf)),
      comments: noted(cursor.comments, page.nodes.flatMap(commentsSeen)),
    },
  };
};

const issueStep = async ({ api, teamId, known }: Pull, cursor: Cursor): Promise<Step> => {
  const { after } = cursor;
  const filter = { ...inTeam(teamId), ...since(cursor.issues.since) };
  const page = await api.page({ filter, order: 'updatedAt', archived: true, after });
  const news = page.nodes.filter(issue => isNews(cursor.issues, seenOf(issue)));
  const changes = news.map(issue => changeOf(issue.id, issue, teamId));
  const last = !page.pageInfo.hasNextPage;
  const feed = advanced(cursor.issues, page.nodes.map(seenOf));
  return {
    changes: await unknown(known, changes),
    unchanged: [],
    last: false,
    cursor: {
      ...cursor,
      phase: last ? 'comments' : 'issues',
      after: last ? null : page.pageInfo.endCursor,
      issues: last ? rested(feed) : feed,
    },
  };
};

/** Leaves out what the hub has in this very version, its own writing for instance. */
const unknown = async (known: Pull['known'], changes: readonly RemoteChange[]): Promise<RemoteChange[]> => {
  const versions = await known(changes.map(({ remoteId }) => remoteId));
  return changes.filter(
    change => change.kind === 'delete' || versions.get(change.remoteId) !== change.version,
  );
};

interface ChangedComment {
  readonly id: string;
  readonly updatedAt: string;
  readonly issue: { readonly id: string } | null;
}

const commentStep = async ({ api, teamId, known }: Pull, cursor: Cursor): Promise<Step> => {
  const { after, comments: feed } = cursor;
  const filter = { ...onTeam(teamId), ...since(feed.since) };
  const answer = await ask<{ comments: LinearConnection<ChangedComment> }>(api.session, changedComments, {
    filter,
    after,
  });
  const { nodes, pageInfo } = answer.comments;
  const seen = nodes.map(({ id, updatedAt: at }) => ({ id, at, mark: '' }));
  const news = nodes.filter((_, index) => isNews(feed, seen[index] ?? { id: '', at: '', mark: '' }));
  const ids = [...new Set(news.flatMap(({ issue }) => issue?.id ?? []))];
  const changes: RemoteChange[] = [];
  for (let from = 0; from < ids.length; from += issuesPerPage) {
    const found = await api.byIds(ids.slice(from, from + issuesPerPage));
    changes.push(...found.map(issue => changeOf(issue.id, issue, teamId)));
  }
  const last = !pageInfo.hasNextPage;
  const read = advanced(feed, seen);
  return {
    changes: await unknown(known, changes),
    unchanged: [],
    last,
    cursor: {
      ...cursor,
      phase: last ? 'issues' : 'comments',
      after: last ? null : pageInfo.endCursor,
      comments: last ? rested(read) : read,
    },
  };
};
