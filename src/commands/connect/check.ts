import type { Schemas } from '../../client/index.js';
import { marks, wrong } from '../terminal/index.js';
import { type Connection, mention, type Stage, tell } from './stage.js';

export type Container = Schemas['Container'] & { readonly model: string };

export interface Checked {
  readonly connection: Connection;
  readonly containers: readonly Container[];
}

const connections = '/v1/organizations/{organizationId}/connections' as const;

/** Tries the connection with real calls, and says what it reaches and what was not granted. */
export const check = async (stage: Stage, id: string): Promise<Checked> => {
  const { hub, organization, path, provider } = stage;
  const params = { path: { ...path, id } };
  const health = await hub.answer(organization.client.POST(`${connections}/{id}/check`, { params }));
  if (!health.healthy)
    throw wrong(
      `${provider.name} does not answer: ${health.detail ?? health.status} (${health.code ?? 'no code'}).`,
      `Run "causeway connect ${provider.key}" again; it repairs what is there.`,
    );
  const connection = await hub.answer(organization.client.GET(`${connections}/{id}`, { params }));
  const containers = await containersOf(stage, id);
  tell(stage, `Connected as ${connection.account.email ?? connection.account.name}`);
  mention(stage, `${marks.good()} A real call to ${provider.name} was answered.`);
  mention(stage, `${marks.good()} ${reach(stage, containers)}`);
  for (const line of missing(connection)) mention(stage, `${marks.notice()} ${line}`);
  return { connection, containers };
};

const containersOf = async (stage: Stage, id: string): Promise<Container[]> => {
  const { hub, organization, path, provider } = stage;
  const all: Container[] = [];
  for (const { model } of provider.models) {
    const params = { path: { ...path, id }, query: { model: model as never } };
    const { data } = await hub.answer(organization.client.GET(`${connections}/{id}/containers`, { params }));
    all.push(...data.map(container => ({ ...container, model })));
  }
  return all;
};

const reach = ({ provider }: Stage, containers: readonly Container[]): string => {
  const parts = provider.models.map(({ model, containerName }) => {
    const found = containers.filter(container => container.model === model);
    const names = found.slice(0, 5).map(({ name }) => name);
    return `${found.length} ${containerName}${found.length === 1 ? '' : 's'}${names.length > 0 ? ` (${names.join(', ')}${found.length > 5 ? ', …' : ''})` : ''}`;
  });
  return `It reaches ${parts.join(' and ')}.`;
};

/** What was asked for and not granted, with what it costs. */
const missing = (connection: Connection): string[] =>
  connection.missing.map(({ scope, reason }) => `Not granted: ${scope}. Without it: ${lowered(reason)}`);

const lowered = (text: string): string => `no "${text.replace(/\.$/, '')}".`;
