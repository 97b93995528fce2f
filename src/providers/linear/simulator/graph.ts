import type { GraphNode, Resolver } from './graphql/execute.js';
import { matches } from './graphql/filter.js';
import { invalid } from './refusal.js';
import type { StoredComment, StoredIssue, StoredLabel, StoredTeam, Workspace } from './workspace.js';

interface Page {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly filter?: Readonly<Record<string, unknown>> | null;
  readonly orderBy?: string | null;
  readonly includeArchived?: boolean | null;
}

const mostPerPage = 250;

/** Relay's lists; the cursor is the id of the last member. Latest first: https://linear.app/developers/pagination */
export const connection =
  (nodes: () => readonly GraphNode[]): Resolver =>
  args => {
    const { first, after, filter, orderBy, includeArchived } = args as Page;
    const size = first ?? 50;
    if (size > mostPerPage) throw invalid('Argument Validation Error: first must not be greater than 250');
    const by = orderBy ?? 'createdAt';
    const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
    const keyOf = (node: GraphNode): string => `${textOf(node[by])} ${textOf(node['id'])}`;
    const all = nodes()
      .filter(node => includeArchived === true || !node['archivedAt'])
      .filter(node => !filter || matches(node, filter))
      .toSorted((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
    const at = after ? all.findIndex(node => node['id'] === after) : -1;
    if (after && at === -1) throw invalid('Argument Validation Error: after is no cursor of this list');
    const shown = all.slice(at + 1, at + 1 + size);
    const end = shown.at(-1)?.['id'] ?? null;
    return { nodes: shown, pageInfo: { hasNextPage: at + 1 + size < all.length, endCursor: end } };
  };

const slug = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

/** The stored things as the API shows them. */
export class Graph {
  constructor(private readonly workspace: Workspace) {}

  readonly issues = (): GraphNode[] => [...this.workspace.issues.values()].map(issue => this.issue(issue));

  readonly comments = (): GraphNode[] =>
    [...this.workspace.comments.values()].map(comment => this.comment(comment));

  readonly labels = (): GraphNode[] => this.workspace.labels.map(label => this.label(label));

  label({ id, name, teamId }: StoredLabel): GraphNode {
    return { id, name, isGroup: false, team: teamId === null ? null : { id: teamId } };
  }

  team({ id, name, key }: StoredTeam): GraphNode {
    const states = () =>
      this.workspace.states.filter(({ teamId }) => teamId === id).map(state => ({ ...state }));
    const projects = () => this.workspace.projects.map(project => ({ ...project }));
    const looks = { color: '#5e6ad2', timezone: 'Europe/Berlin' };
    return { id, name, key, ...looks, states: connection(states), projects: connection(projects) };
  }

  issue(issue: StoredIssue): GraphNode {
    const { users, projects, organization } = this.workspace;
    const person = (id: string | null): GraphNode | null => nodeOf(users.find(user => user.id === id));
    const identifier = this.workspace.identifierOf(issue);
    const url = `https://linear.app/${organization.urlKey}/issue/${identifier}/${slug(issue.title)}`;
    const labels = () => this.labels().filter(({ id }) => issue.labelIds.includes(String(id)));
    const comments = () =>
      [...this.workspace.comments.values()].filter(({ issueId }) => issueId === issue.id);
    return {
      ...issue,
      ...{ identifier, url, trashed: issue.trashed || null, team: { id: issue.teamId } },
      state: { ...this.workspace.state(issue.stateId) },
      assignee: person(issue.assigneeId),
      creator: person(issue.creatorId),
      parent: issue.parentId === null ? null : { id: issue.parentId },
      project: nodeOf(projects.find(({ id }) => id === issue.projectId)),
      labels: connection(labels),
      comments: connection(() => comments().map(comment => this.comment(comment))),
    };
  }

  comment(comment: StoredComment): GraphNode {
    const issue = this.workspace.issue(comment.issueId);
    const url = `https://linear.app/acme/issue/${this.workspace.identifierOf(issue)}#comment-${comment.id}`;
    return {
      ...{ ...comment, url, externalUser: null },
      user: nodeOf(this.workspace.users.find(({ id }) => id === comment.userId)),
      issue: { id: issue.id, team: { id: issue.teamId } },
    };
  }
}

const nodeOf = (found: object | undefined): GraphNode | null => (found ? { ...found } : null);
