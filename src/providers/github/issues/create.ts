import type { PushResult, UpsertChange } from '#provider-sdk';
import type { TaskFields } from '#unified-models';
import type { GithubIssue } from '../github.types.js';
import { markerKey, markerOf } from '../mapping/marker.js';
import { readIssue } from '../mapping/read-issue.js';
import { writeIssue, writeStatus } from '../mapping/write-issue.js';
import type { IssuesApi } from './issues-api.js';
import { gather } from './parts.js';

/** Newest issues that are searched for what an earlier try made. */
const mostPages = 5;
const skewMs = 600_000;

/**
 * Looks before it creates: an earlier try may have succeeded without our knowing. The list is used rather than
 * GitHub's search, whose index lags behind.
 */
export const createIssue = async (api: IssuesApi, change: UpsertChange): Promise<PushResult> => {
  const fields = change.fields as TaskFields;
  const earlier = await findMarked(api, change.recordId);
  if (!earlier) {
    const milestone = fields.section === null ? null : await api.milestone(fields.section);
    const {
      state: _,
      state_reason: __,
      ...body
    } = writeIssue(fields, Object.keys(fields), {
      marker: change.recordId,
      milestone,
    });
    return finish(api, await api.create(body), fields);
  }
  return isOurs(earlier, fields)
    ? finish(api, earlier, fields)
    : { outcome: 'stale', current: await gather(api, earlier) };
};

/** An issue is born open. */
const finish = async (api: IssuesApi, issue: GithubIssue, fields: TaskFields): Promise<PushResult> => {
  const { state, ...reason } = writeStatus(fields.status);
  const isDone = state === undefined || state === issue.state;
  const closed = isDone ? issue : await api.update(String(issue.number), { state, ...reason });
  if (!closed) return { outcome: 'applied', current: { kind: 'delete', remoteId: String(issue.number) } };
  return { outcome: 'applied', current: await gather(api, closed) };
};

/** What we wrote and nobody edited since; it may still wait to be closed, unless somebody opened it again. */
const isOurs = (issue: GithubIssue, wanted: TaskFields): boolean => {
  const { title, description, status } = readIssue(issue, []);
  const isHalfMade = status === 'open' && issue.state_reason !== 'reopened';
  return (
    title === wanted.title &&
    description === (wanted.description || null) &&
    (isHalfMade || status === wanted.status)
  );
};

/** The issue that carries the key, among those created since the key came to be. */
export const findMarked = async (api: IssuesApi, key: string): Promise<GithubIssue | undefined> => {
  const born = bornAt(key);
  let pages = 0;
  for await (const page of api.newest()) {
    const found = page.find(
      issue => issue.pull_request === undefined && markerOf(issue.body) === markerKey(key),
    );
    const oldest = page.at(-1)?.created_at;
    pages += 1;
    if (found || pages === mostPages || (oldest && Date.parse(oldest) < born - skewMs)) return found;
  }
  return undefined;
};

/** The hub's ids tell when they were made (RFC 9562 §5.7); of another key nothing is known. */
const bornAt = (key: string): number =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(key) ? Number.parseInt(key.replace('-', '').slice(0, 12), 16) : 0;
