import {
  Hub,
  listOrganizations,
  listProviders,
  nearest,
  openOrganization,
  type OpenOrganization,
  pickProvider,
  type Provider,
} from '../hub/index.js';
import { type Ask, misused } from '../terminal/index.js';
import { createOrganization } from '../verbs/organizations.js';
import { signIns } from '../verbs/providers.js';
import type { ConnectOptions } from './options.js';

/** The organization to connect for: the one named, the only one known, one of those known, or a new one. */
export const chosenOrganization = async (hub: Hub, ask: Ask): Promise<OpenOrganization> => {
  const { apiKey, organization } = hub.options;
  const known = Object.entries(hub.known.organizations);
  const isClear =
    apiKey !== undefined || organization !== undefined || (known.length === 1 && !hub.operatorKey);
  if (isClear || !ask.isInteractive) return openOrganization(hub);
  if (known.length === 0 && !hub.operatorKey) return openOrganization(hub);
  const choices = known.map(([id, { name }]) => ({ value: id, label: name }));
  const fresh = { value: 'new', label: 'A new organization' };
  const all = hub.operatorKey ? [...choices, fresh] : choices;
  const question = { message: 'For which organization?', flag: '--organization NAME' };
  const wanted = await ask.choose(question, all);
  return wanted === 'new' ? newOrganization(hub, ask) : openOrganization(named(hub, wanted));
};

const named = (hub: Hub, organization: string): Hub => new Hub({ ...hub.options, organization });

const newOrganization = async (hub: Hub, ask: Ask): Promise<OpenOrganization> => {
  const name = await ask.text({ message: 'Its name', flag: '--organization NAME' });
  const there = (await listOrganizations(hub)).map(organization => organization.name);
  if (there.includes(name))
    throw misused(`${name} exists already.`, 'Log in with a key of it: causeway login.');
  await createOrganization(hub.options, name);
  return openOrganization(named(hub, name));
};

export const chosenProvider = async (
  hub: Hub,
  { client }: OpenOrganization,
  { ask, wanted }: { readonly ask: Ask; readonly wanted: string | undefined },
): Promise<Provider> => {
  const providers = await listProviders(hub, client);
  if (wanted !== undefined) return meant(wanted, providers, ask);
  const key = await ask.choose(
    { message: 'What shall be connected?', flag: `a provider: ${providers.map(one => one.key).join(', ')}` },
    providers.map(provider => ({ value: provider.key, label: provider.name, hint: signIns[provider.auth] })),
  );
  return pickProvider(key, providers);
};

/** A mistyped name is asked back about where somebody can answer. */
const meant = async (wanted: string, providers: readonly Provider[], ask: Ask): Promise<Provider> => {
  const names = providers.flatMap(({ key, name }) => [key, name]);
  const isKnown = names.some(name => name.toLowerCase().startsWith(wanted.toLowerCase()));
  const near = isKnown ? undefined : nearest(wanted, names);
  if (near === undefined || !ask.isInteractive) return pickProvider(wanted, providers);
  const yes = await ask.confirm({ message: `There is no "${wanted}". Did you mean ${near}?`, flag: near });
  return pickProvider(yes ? near : wanted, providers);
};

export const chosenMethod = async (
  { options, ask }: { readonly options: ConnectOptions; readonly ask: Ask },
  provider: Provider,
): Promise<'oauth' | 'installation' | 'secret'> => {
  const [first, ...others] = provider.methods;
  if (options.method) {
    if (provider.methods.includes(options.method)) return options.method;
    throw misused(
      `${provider.name} knows no ${options.method}.`,
      `It knows: ${provider.methods.join(', ')}.`,
    );
  }
  if (!first) throw misused(`${provider.name} cannot be connected.`);
  if (others.length === 0 || !ask.isInteractive) return first;
  return ask.choose({ message: 'How?', flag: '--method' }, [
    { value: 'oauth', label: 'A person signs in', hint: 'acts as that person' },
    {
      value: 'installation',
      label: 'An app is installed',
      hint: 'acts as itself, with permissions of its own',
    },
  ]);
};
