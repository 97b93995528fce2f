import { type SuiteSubject, type SuiteWorld, testSession } from '#provider-sdk/testing';
import type { Fields, TaskFields } from '#unified-models';
import { sampleTask } from './github.sample.contract.js';
import { GithubProvider } from './github.provider.js';
import { markerOf } from './mapping/marker.js';
import { writeIssue } from './mapping/write-issue.js';
import { described } from './openapi/requests.contract.js';
import { GithubSimulator, type StoredIssue } from './simulator/index.js';
import type { RepositoryStore } from './simulator/repository-store.js';

const repositoryId = 1001;
const stranger = { id: 42, login: 'octocat' };

/** Operations of GitHub's description that were used, over all worlds. */
export const usedOperations = new Set<string>();

export interface GithubWorld extends SuiteWorld {
  readonly simulator: GithubSimulator;
  readonly store: RepositoryStore;
}

export const startGithub = async (now: () => Date = () => new Date()): Promise<GithubWorld> => {
  const simulator = await GithubSimulator.start({ clock: { now } });
  const store = simulator.repository(repositoryId);
  simulator.accounts.behaviour.expiresIn = 30 * 86_400;
  const token = simulator.accounts.issueToken(['repo']);
  const headers = (): Record<string, string> => ({ authorization: `Bearer ${token}` });
  const session = described(testSession({ apiUrl: simulator.apiUrl, headers, now }), usedOperations);
  return {
    ...{ provider: new GithubProvider(), session, simulator, store, containerId: String(repositoryId) },
    remote: {
      create: fields => Promise.resolve(String(store.create(membersOf(store, fields), stranger).number)),
      edit: async (id, fields) => {
        const issue = issueIn(store, id);
        store.edit(issue, membersOf(store, fields, markerOf(issue.body)));
      },
      delete: async id => store.remove(issueIn(store, id)),
      list: () => Promise.resolve([...store.issues.keys()].map(String)),
    },
    unknown: {
      plant: async id => {
        store.edit(issueIn(store, id), planted);
      },
      isIntact: async id =>
        Object.entries(planted).every(([name, value]) => issueIn(store, id)[name] === value),
    },
    failNext: fault => simulator.server.failNext(fault),
    requests: () => simulator.server.requests,
    stop: () => simulator.stop(),
  };
};

const planted = { locked: true, active_lock_reason: 'resolved', issue_field_values: [{ id: 7 }] };

export const issueIn = (store: RepositoryStore, id: string): StoredIssue => {
  const issue = store.issues.get(Number(id));
  if (!issue) throw new Error(`There is no issue ${id}`);
  return issue;
};

/** The members that another person's wish comes to; an editor keeps the mark, which nobody sees. */
const membersOf = (store: RepositoryStore, fields: Fields, marker?: string): Partial<StoredIssue> => {
  const wanted = fields as TaskFields;
  const {
    labels = [],
    assignees = [],
    ...members
  } = writeIssue(wanted, Object.keys(wanted), {
    marker,
    milestone: null,
  });
  return {
    ...members,
    closed_at: members.state === 'closed' ? store.now() : null,
    labels: labels.map(name => ({ name })),
    assignees: assignees.map((login, id) => ({ login, id })),
    milestone: store.milestones.find(({ title }) => title === wanted.section) ?? null,
  };
};

export const githubSubject: SuiteSubject = {
  key: 'github',
  model: 'task',
  textField: 'title',
  lacks: {
    deletes: 'GitHub’s lists do not show what was deleted; webhooks and a daily listing do',
    cursor_expiry: 'an instant is never forgotten',
  },
  start: () => startGithub(),
  sample: sampleTask,
};
