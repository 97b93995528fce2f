import { ProviderError } from '#kernel';
import type { ProviderSession, RemoteAccount, RemoteContainer } from '#provider-sdk';
import { explain } from './explain.js';
import type { Person } from './google-contacts.types.js';

/** An account has one address book; labels (contact groups) are a field of its contacts. */
export const containerId = 'people/me';

export const addressBook: RemoteContainer = {
  id: containerId,
  name: 'Contacts',
  writable: true,
  primary: true,
};

/**
 * The person's own profile, from the API that the contacts come from. The id of its source is the account's number, the
 * same that OpenID Connect calls `sub`, and outlives a new address.
 */
export const identify = async (session: ProviderSession): Promise<RemoteAccount> => {
  const response = await session.http.request({
    method: 'GET',
    url: `${session.apiUrl}/${containerId}`,
    query: { personFields: 'emailAddresses,metadata,names' },
    explain: explain(session.now),
  });
  const me = response.json<Person>();
  const profile = me.metadata?.sources?.find(({ type }) => type === 'PROFILE');
  const id = profile?.id ?? /^people\/(\d+)$/.exec(me.resourceName)?.[1];
  if (!id) throw new ProviderError('permanent', 'Google did not say which account this is.');
  const email = me.emailAddresses?.find(({ metadata }) => metadata?.primary) ?? me.emailAddresses?.[0];
  return { id, name: me.names?.[0]?.displayName ?? email?.value ?? id, email: email?.value ?? null };
};
