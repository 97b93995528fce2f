import { type SuiteSubject, type SuiteWorld, testSession } from '#provider-sdk/testing';
import type { Fields, TaskFields } from '#unified-models';
import { sampleTask } from './linear.sample.contract.js';
import { LinearProvider } from './linear.provider.js';
import { writeIssue } from './mapping/write-issue.js';
import { described } from './schema/requests.contract.js';
import { LinearSimulator, type StoredIssue, teams, type Workspace } from './simulator/index.js';

export const teamId = teams[0]?.id ?? '';
export const otherTeamId = teams[1]?.id ?? '';

/** Operations that were used, over all worlds. */
export const usedOperations = new Set<string>();

export interface LinearWorld extends SuiteWorld {
  readonly simulator: LinearSimulator;
  readonly workspace: Workspace;
}

export const startLinear = async (
  now: () => Date = () => new Date(),
  scopes: readonly string[] = ['read', 'write', 'admin'],
): Promise<LinearWorld> => {
  const simulator = await LinearSimulator.start({ clock: { now } });
  const { workspace } = simulator;
  simulator.accounts.behaviour.expiresIn = 30 * 86_400;
  const token = simulator.accounts.issueToken(scopes);
  const headers = (): Record<string, string> => ({ authorization: `Bearer ${token}` });
  const session = described(testSession({ apiUrl: simulator.apiUrl, headers, now }), usedOperations);
  return {
    ...{ provider: new LinearProvider(), session, simulator, workspace, containerId: teamId },
    remote: {
      create: fields => Promise.resolve(workspace.create(teamId, membersOf(workspace, fields)).id),
      edit: async (id, fields) => {
        workspace.edit(id, membersOf(workspace, fields));
      },
      delete: async id => workspace.trash(id),
      list: () =>
        Promise.resolve(
          [...workspace.issues.values()].filter(issue => !issue.trashed).map(issue => issue.id),
        ),
    },
    unknown: {
      plant: async id => {
        workspace.edit(id, { estimate: 5 });
      },
      isIntact: async id => workspace.issue(id).estimate === 5,
    },
    failNext: fault => simulator.server.failNext(fault),
    requests: () => simulator.server.requests,
    stop: () => simulator.stop(),
  };
};

/** The members that another person's wish comes to. */
export const membersOf = (workspace: Workspace, fields: Fields): Partial<StoredIssue> => {
  const wanted = fields as TaskFields;
  const { stateId: _, ...members } = writeIssue(wanted, [
    'title',
    'description',
    'priority',
    'due',
    'assignees',
    'parentId',
  ]);
  const state = workspace.states.find(({ name, teamId: team }) => team === teamId && name === wanted.state);
  return {
    ...members,
    ...(state ? { stateId: state.id } : {}),
    labelIds: wanted.labels.map(name => workspace.label(name, teamId).id),
    projectId: workspace.projects.find(({ name }) => name === wanted.section)?.id ?? null,
  };
};

export const linearSubject: SuiteSubject = {
  key: 'linear',
  model: 'task',
  textField: 'title',
  // The address ends in the title's words.
  setByVendor: ['url'],
  lacks: { cursor_expiry: 'an instant is never forgotten' },
  start: () => startLinear(),
  sample: sampleTask,
};
