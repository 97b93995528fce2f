import { newId } from '#kernel';
import type { Grant } from '#provider-sdk/simulator';
import type { GraphNode, Resolver } from './graphql/execute.js';
import { connection, Graph } from './graph.js';
import type { Hooks } from './hooks.js';
import { forbidden, invalid, notFound } from './refusal.js';
import type { StoredIssue, Workspace } from './workspace.js';

type Input = Readonly<Record<string, unknown>>;

/** What a request works on, and for whom. */
export interface Desk {
  readonly workspace: Workspace;
  readonly hooks: Hooks;
  readonly grant: Grant;
}

export const queries = ({ workspace, hooks, grant }: Desk): GraphNode => {
  const graph = new Graph(workspace);
  const { organization } = workspace;
  const { person } = grant;
  return {
    viewer: { ...person },
    organization: { ...organization },
    teams: connection(() => workspace.teams.map(team => graph.team(team))),
    team: (({ id }) => {
      const team = workspace.teams.find(candidate => candidate.id === id);
      if (!team) throw notFound('Team');
      return graph.team(team);
    }) satisfies Resolver,
    issues: connection(graph.issues),
    issue: (({ id }) => graph.issue(workspace.issue(String(id)))) satisfies Resolver,
    comments: connection(graph.comments),
    issueLabels: connection(graph.labels),
    webhooks: ((args: Input) => {
      needs(grant, 'admin');
      return connection(() => hooks.nodes())(args);
    }) satisfies Resolver,
  };
};

const needs = ({ scopes }: Grant, scope: string): void => {
  if (!scopes.includes(scope) && !scopes.includes('admin'))
    throw forbidden(`Invalid scope: \`${scope}\` required`);
};

const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const chosenId = ({ id }: Input): string => {
  if (id === undefined) return newId();
  if (typeof id !== 'string' || !uuid4.test(id))
    throw invalid('Argument Validation Error: id must be a UUID');
  return id;
};

const inputOf = (args: Input): Input => args['input'] as Input;

export const mutations = (desk: Desk): GraphNode => {
  const { workspace, grant } = desk;
  const graph = new Graph(workspace);
  const issuePayload = (issue: StoredIssue) => ({ success: true, issue: graph.issue(issue) });
  return {
    issueCreate: writes(grant, args => {
      const { teamId, ...members } = membersOf(workspace, inputOf(args));
      const id = chosenId(inputOf(args));
      return issuePayload(workspace.create(String(teamId), { ...members, id, creatorId: grant.person.id }));
    }),
    issueUpdate: writes(grant, args => {
      const issue = workspace.issue(String(args['id']));
      return issuePayload(workspace.edit(issue.id, membersOf(workspace, inputOf(args), issue)));
    }),
    issueDelete: writes(grant, ({ id }) => {
      workspace.trash(String(id));
      return { success: true };
    }),
    issueUnarchive: writes(grant, ({ id }) => {
      workspace.trash(String(id), false);
      return { success: true };
    }),
    issueLabelCreate: writes(grant, args => {
      const { name, teamId } = inputOf(args);
      const label = { id: chosenId(inputOf(args)), name: String(name), teamId: String(teamId) };
      return { success: true, issueLabel: graph.label(workspace.createLabel(label)) };
    }),
    commentCreate: writes(grant, args => {
      const { issueId, body } = inputOf(args);
      const more = { id: chosenId(inputOf(args)), userId: grant.person.id };
      return {
        success: true,
        comment: graph.comment(workspace.comment(String(issueId), String(body), more)),
      };
    }),
    ...hookMutations(desk),
  };
};

const writes =
  (grant: Grant, work: Resolver): Resolver =>
  args => {
    needs(grant, 'write');
    return work(args);
  };

const hookMutations = ({ hooks, grant }: Desk): GraphNode => {
  const administers =
    (work: Resolver): Resolver =>
    args => {
      needs(grant, 'admin');
      return work(args);
    };
  return {
    webhookCreate: administers(args => {
      const id = chosenId(inputOf(args));
      return { success: true, webhook: hooks.create({ ...inputOf(args), id }) };
    }),
    webhookUpdate: administers(args => ({
      success: true,
      webhook: hooks.update(String(args['id']), inputOf(args)),
    })),
    webhookDelete: administers(({ id }) => {
      hooks.remove(String(id));
      return { success: true };
    }),
  };
};

const copied = [
  ...['teamId', 'title', 'description', 'priority', 'dueDate', 'sortOrder'],
  ...['stateId', 'assigneeId', 'parentId', 'projectId'],
];

/** The stored members of an input; labels can be given whole, or as what comes and what goes. */
const membersOf = (workspace: Workspace, input: Input, present?: StoredIssue): Partial<StoredIssue> => {
  const known = Object.entries(input).filter(([name]) => copied.includes(name));
  const list = (name: string): string[] => (input[name] ?? []) as string[];
  const asked = [...list('labelIds'), ...list('addedLabelIds')];
  if (asked.some(id => !workspace.labels.some(label => label.id === id))) throw notFound('IssueLabel');
  if (input['assigneeId'] && !workspace.users.some(({ id }) => id === input['assigneeId']))
    throw notFound('User');
  const { parentId } = input;
  if (typeof parentId === 'string') workspace.issue(parentId);
  const kept = (present?.labelIds ?? []).filter(id => !list('removedLabelIds').includes(id));
  const labelIds = input['labelIds'] ? list('labelIds') : [...new Set([...kept, ...list('addedLabelIds')])];
  return { ...(Object.fromEntries(known) as Partial<StoredIssue>), labelIds };
};
