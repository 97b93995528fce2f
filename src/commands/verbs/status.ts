import { SystemClock } from '#kernel';
import type { Schemas } from '../../client/index.js';
import { Hub, type HubOptions, openOrganization, type OpenOrganization } from '../hub/index.js';
import { ago, exitCodes, type ExitCode, marks, sayJson, say, styled, tableOf } from '../terminal/index.js';
import { listSyncs, type Sync } from './syncs.js';

type Connection = Schemas['Connection'];

interface OrganizationStatus {
  readonly organization: { readonly id: string; readonly name: string };
  readonly connections: readonly Connection[];
  readonly syncs: readonly Sync[];
}

/** `causeway status`: the hub, and what needs somebody in the organizations whose keys are known. Exit code 1 if something does. */
export const showStatus = async (options: HubOptions): Promise<ExitCode> => {
  const hub = new Hub(options);
  await hub.answer(hub.client('').GET('/health/ready'));
  const opened = await openAll(hub);
  const statuses = await Promise.all(opened.map(one => statusOf(hub, one)));
  const queues = hub.operatorKey ? (await hub.answer(hub.operator().GET('/admin/v1/queues'))).data : null;
  const needs = attention(statuses, queues ?? []);
  const facts = { url: hub.url, ready: true, organizations: statuses, queues, attention: needs };
  if (options.json) sayJson(facts);
  else printed(hub.url, statuses, needs);
  return needs.length === 0 ? exitCodes.done : exitCodes.problem;
};

const openAll = async (hub: Hub): Promise<OpenOrganization[]> => {
  const { apiKey, organization } = hub.options;
  if (apiKey || organization) return [await openOrganization(hub)];
  return Object.entries(hub.known.organizations).map(([id, { name, key }]) => ({
    id,
    name,
    client: hub.client(key),
  }));
};

const statusOf = async (hub: Hub, open: OpenOrganization): Promise<OrganizationStatus> => {
  const params = { path: { organizationId: open.id }, query: { limit: 200 } };
  const { data } = await hub.answer(
    open.client.GET('/v1/organizations/{organizationId}/connections', { params }),
  );
  const connections = data.filter(({ status }) => status !== 'disconnected');
  return { organization: { id: open.id, name: open.name }, connections, syncs: await listSyncs(hub, open) };
};

/** What waits for a person, each with what to do. */
const attention = (
  statuses: readonly OrganizationStatus[],
  queues: readonly Schemas['Queue'][],
): string[] => [
  ...statuses.flatMap(({ organization, connections, syncs }) => [
    ...connections
      .filter(({ status }) => status === 'needs_reauth')
      .map(
        ({ provider, account }) =>
          `${organization.name}: ${provider} of ${account.name} has to be connected again: causeway connect ${provider}`,
      ),
    ...syncs
      .filter(({ activeRun }) => activeRun?.status === 'held')
      .map(({ name }) => `${organization.name}: a run of ${name} is held and waits for a decision`),
  ]),
  ...queues
    .filter(({ dead }) => (dead ?? 0) > 0)
    .map(({ task, dead }) => `${dead} jobs of ${task} were given up: causeway queues`),
];

const printed = (url: string, statuses: readonly OrganizationStatus[], needs: readonly string[]): void => {
  say(`${marks.good()} ${url} is ready`);
  for (const { organization, connections, syncs } of statuses) {
    say(`\n${styled('bold', organization.name)}  ${syncs.length} syncs`);
    say(
      connections.length > 0
        ? connectionTable(connections, syncs)
        : '  nothing connected yet: causeway connect',
    );
  }
  if (statuses.length === 0) say('  No organization’s key is known here: causeway login');
  if (needs.length > 0) say(`\n${needs.map(need => `${marks.notice()} ${need}`).join('\n')}`);
};

const connectionTable = (connections: readonly Connection[], syncs: readonly Sync[]): string => {
  const now = new SystemClock().now();
  return tableOf(
    ['Provider', 'Account', 'Status', 'Syncs', 'Missing', 'Last used'],
    connections.map(connection => [
      connection.provider,
      connection.account.email ?? connection.account.name,
      connection.status,
      syncs.filter(sync => sync.connectionId === connection.id).length,
      connection.missing.length > 0 ? `${connection.missing.length} scopes` : '-',
      ago(connection.lastUsedAt, now),
    ]),
    ['Syncs'],
  );
};
