import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import type { GithubUser } from '../github.types.js';
import { ordered, paged } from './lists.js';
import { refuse } from './refusal.js';
import type { RepositoryStore, StoredIssue } from './repository-store.js';

type Body = Readonly<Record<string, unknown>>;

export const issueOf = (store: RepositoryStore, request: SimulatorRequest): StoredIssue => {
  const number = Number(request.params['number']);
  const issue = store.issues.get(number);
  if (issue) return issue;
  const how = store.gone.get(number);
  if (how === 'deleted') throw refuse(410, 'This issue was deleted');
  throw how === 'transferred' ? refuse(301, 'Moved Permanently') : refuse(404, 'Not Found');
};

export const listIssues = (store: RepositoryStore, request: SimulatorRequest): SimulatorReply => {
  if (store.repository.hasIssues === false) throw refuse(410, 'Issues are disabled for this repo');
  const path = `/repositories/${store.repository.id}/issues`;
  return paged(request, ordered([...store.issues.values()], request.url.searchParams), { path });
};

export const createIssue = (
  store: RepositoryStore,
  request: SimulatorRequest,
  user: GithubUser,
): SimulatorReply => {
  const body = request.json();
  if (typeof body['title'] !== 'string' || body['title'].trim() === '')
    throw refuse(422, 'Validation Failed');
  // `state` is no parameter of this operation.
  const { state: _, state_reason: __, ...members } = settled(store, body);
  return { status: 201, body: store.create(members, user) };
};

export const updateIssue = (store: RepositoryStore, request: SimulatorRequest): SimulatorReply => {
  const issue = issueOf(store, request);
  const members = settled(store, request.json());
  const isTurned = members.state !== undefined && members.state !== issue.state;
  // `state_reason` counts only together with a change of the state.
  const { state, state_reason: reason, ...others } = members;
  const turned = isTurned ? { state, ...turnOf(state, reason, store.now()) } : {};
  const action = !isTurned ? 'edited' : state === 'closed' ? 'closed' : 'reopened';
  return { status: 200, body: store.edit(issue, { ...others, ...turned }, action) };
};

const turnOf = (state: string | undefined, reason: unknown, now: string): Partial<StoredIssue> =>
  state === 'closed'
    ? { state_reason: typeof reason === 'string' ? reason : 'completed', closed_at: now }
    : { state_reason: 'reopened', closed_at: null };

/** What GitHub makes of the members of a body. */
const settled = (store: RepositoryStore, body: Body): Partial<StoredIssue> => {
  const { title, body: text, state, state_reason: reason, labels, assignees, milestone } = body;
  return {
    ...(typeof title === 'string' ? { title } : {}),
    ...(text === undefined ? {} : { body: text as string | null }),
    ...(typeof state === 'string' ? { state } : {}),
    ...(typeof reason === 'string' ? { state_reason: reason } : {}),
    ...(Array.isArray(labels) ? { labels: labels.map(name => ({ name: String(name) })) } : {}),
    ...(Array.isArray(assignees)
      ? { assignees: assignees.map((login, id) => ({ id, login: String(login) })) }
      : {}),
    ...(milestone === undefined ? {} : { milestone: milestoneOf(store, milestone) }),
  };
};

const milestoneOf = (store: RepositoryStore, number: unknown): StoredIssue['milestone'] => {
  if (number === null) return null;
  const found = store.milestones.find(milestone => milestone.number === number);
  if (!found) throw refuse(422, 'Validation Failed');
  return found;
};

export const addLabels = (store: RepositoryStore, request: SimulatorRequest): SimulatorReply => {
  const issue = issueOf(store, request);
  const { labels } = request.json();
  const names = issue.labels.map(label => (typeof label === 'string' ? label : (label.name ?? '')));
  const all = [...new Set([...names, ...(Array.isArray(labels) ? labels.map(String) : [])])];
  const edited = store.edit(issue, { labels: all.map(name => ({ name })) }, 'labeled');
  return { status: 200, body: edited.labels };
};

export const listComments = (store: RepositoryStore, request: SimulatorRequest): SimulatorReply =>
  paged(request, store.commentsOf(issueOf(store, request).number));

export const createComment = (
  store: RepositoryStore,
  request: SimulatorRequest,
  user: GithubUser,
): SimulatorReply => {
  const { body } = request.json();
  if (typeof body !== 'string') throw refuse(422, 'Validation Failed');
  return { status: 201, body: store.comment(issueOf(store, request), body, user) };
};

export const listRepositoryComments = (store: RepositoryStore, request: SimulatorRequest): SimulatorReply =>
  paged(request, ordered([...store.comments.values()], request.url.searchParams));
