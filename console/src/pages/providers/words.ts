import type { Integration, Provider } from '../../connecting/providers.js';
import { manyOf } from '../../syncing/words.js';

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Events and tasks`. */
export const kindsOf = ({ models }: Pick<Provider, 'models'>): string => {
  const names = models.map(({ model }) => manyOf(model));
  return sentence(new Intl.ListFormat('en').format(names));
};

/** How somebody gets in. */
export const waysInOf = ({ methods, vendor, auth }: Provider): string => {
  const secret = auth === 'basic' ? 'user name and app password' : 'API key';
  const words = { oauth: `sign-in at ${vendor}`, installation: 'app installation', secret };
  return sentence(new Intl.ListFormat('en', { type: 'disjunction' }).format(methods.map(way => words[way])));
};

const powerWords: Readonly<Record<string, string>> = { pull: 'reads', push: 'writes', delete: 'deletes' };

/** `Reads, writes and deletes events in each chosen calendar`. */
export const powersOf = ({ model, powers, containerName }: Provider['models'][number]): string => {
  const words = powers.map(power => powerWords[power] ?? power);
  return sentence(
    `${new Intl.ListFormat('en').format(words)} ${manyOf(model)} in each chosen ${containerName}`,
  );
};

export type Method = Provider['methods'][number];

/** Ways that work now: those by OAuth need a client. */
export const openWays = (provider: Provider, integration: Integration | undefined): Method[] => {
  // The sandbox shares a client for each of its vendors, so there the integration is made on the way.
  const client = integration?.client ?? (provider.sandbox ? 'shared' : 'missing');
  const isBlocked = client === 'missing';
  return provider.methods.filter(way => way === 'secret' || !isBlocked);
};
