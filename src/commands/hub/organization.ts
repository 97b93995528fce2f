import type { Client, Schemas } from '../../client/index.js';
import { misused, wrong } from '../terminal/index.js';
import type { Hub } from './hub.js';
import { fitting, nearest } from './near.js';

/** An organization with a client that may act in it. */
export interface OpenOrganization {
  readonly id: string;
  readonly name: string;
  readonly client: Client;
}

/** What the commands know about an organization before they act in it. */
export interface NamedOrganization {
  readonly id: string;
  readonly name: string;
}

/** Opens the organization that `--organization` names, or the only one that a key is known for. */
export const openOrganization = async (hub: Hub): Promise<OpenOrganization> => {
  const { apiKey, organization: wanted } = hub.options;
  if (apiKey) return ofKey(hub, apiKey, wanted);
  const known = Object.entries(hub.known.organizations).map(([id, { name }]) => ({ id, name }));
  const found = wanted === undefined ? onlyOne(known) : pick(wanted, known);
  const kept = found && hub.known.organizations[found.id];
  if (found && kept) return { ...found, client: hub.client(kept.key) };
  throw await unknown(hub, wanted, known);
};

const onlyOne = (known: readonly NamedOrganization[]): NamedOrganization | undefined => {
  if (known.length > 1)
    throw misused('Which organization?', `Give --organization: ${known.map(one => one.name).join(', ')}.`);
  return known[0];
};

/** By id, name or unique beginning of either; several fits are refused by name. */
export const pick = <T extends NamedOrganization>(word: string, things: readonly T[]): T | undefined => {
  const found = fitting(word, things, ({ id, name }) => [id, name]);
  if (found.length > 1)
    throw misused(
      `"${word}" fits several organizations: ${found.map(({ name, id }) => `${name} (${id})`).join(', ')}.`,
      'Give more of the name, or the id.',
    );
  return found[0];
};

/** The organization that an API key belongs to. */
export const ofKey = async (hub: Hub, key: string, wanted?: string): Promise<OpenOrganization> => {
  const client = hub.client(key);
  const me = await hub.answer(client.GET('/v1/me'));
  if (!me.organizationId)
    throw misused(
      'The key is an operator’s, which sees nothing inside organizations.',
      'Use an API key of the organization: CAUSEWAY_API_KEY, or "causeway login".',
    );
  const organization = await hub.answer(
    client.GET('/v1/organizations/{organizationId}', {
      params: { path: { organizationId: me.organizationId } },
    }),
  );
  if (wanted === undefined || pick(wanted, [organization])) return { ...organization, client };
  throw misused(
    `The key is for ${organization.name}, not for "${wanted}".`,
    'Use a key of that organization.',
  );
};

const unknown = async (hub: Hub, wanted: string | undefined, known: readonly NamedOrganization[]) => {
  const login = `Run "causeway login" with an API key of it (cwk_…), or set CAUSEWAY_API_KEY.`;
  if (wanted === undefined) return misused('No organization is known here.', login);
  const all = hub.operatorKey ? await listOrganizations(hub) : known;
  const there = pick(wanted, all);
  if (there) return misused(`No key of ${there.name} is known here.`, login);
  const meant = nearest(
    wanted,
    all.map(({ name }) => name),
  );
  return wrong(`There is no organization "${wanted}".`, meant ? `Did you mean ${meant}?` : login);
};

/** Every organization of the installation, for operators. */
export const listOrganizations = async (hub: Hub): Promise<Schemas['Organization'][]> => {
  const client = hub.operator();
  const found: Schemas['Organization'][] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = { limit: 200, ...(cursor === null ? {} : { cursor }) };
    const page: Schemas['OrganizationPage'] = await hub.answer(
      client.GET('/admin/v1/organizations', { params: { query } }),
    );
    found.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
};
