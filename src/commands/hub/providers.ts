import type { Client, Schemas } from '../../client/index.js';
import { misused, wrong } from '../terminal/index.js';
import type { Hub } from './hub.js';
import { fitting, nearest } from './near.js';

export type Provider = Schemas['Provider'];

export const listProviders = async (hub: Hub, client: Client): Promise<Provider[]> =>
  (await hub.answer(client.GET('/v1/providers'))).data;

/** By key or name, exactly or by a unique beginning; otherwise what was probably meant. */
export const pickProvider = (word: string, providers: readonly Provider[]): Provider => {
  const found = fitting(word, providers, ({ key, name }) => [key, name]);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (found.length > 1)
    throw misused(
      `"${word}" fits several providers.`,
      `Give one of ${found.map(({ key }) => key).join(', ')}.`,
    );
  const meant = nearest(
    word,
    providers.flatMap(({ key, name }) => [key, name]),
  );
  throw wrong(
    `There is no provider "${word}".`,
    meant ? `Did you mean ${meant}?` : '"causeway providers" lists them.',
  );
};
