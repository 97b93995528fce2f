import type { ProviderSession, RemoteAccount, RemoteContainer } from '#provider-sdk';
import { pagesOf } from './__key__-api.js';
import type { Container, Person } from './__key__.types.js';

/** `id` must never change at the vendor: whoever connects again has to come as the same account. */
export const identify = async (session: ProviderSession): Promise<RemoteAccount> => {
  const { id, name, email } = (await session.http.request({ method: 'GET', url: '/me' })).json<Person>();
  return { id, name, email };
};

export async function* containers(session: ProviderSession): AsyncGenerator<RemoteContainer> {
  for await (const { items } of pagesOf<Container>(session, { url: '/__containers__' }))
    for (const { id, name, writable } of items) yield { id, name, writable };
}
