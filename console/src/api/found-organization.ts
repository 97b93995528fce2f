import { client } from './client.js';

/** A failed call throws, so the answer is there. */
const given = <T>(data: T | undefined): T => {
  if (data === undefined) throw new Error('The hub answered without a body.');
  return data;
};

/** Whoever is logged in, or another person. */
interface Founder {
  readonly account: { readonly name: string; readonly email: string };
}

export interface Founded {
  readonly id: string;
  /** Of the owner, with all powers. Shown once. */
  readonly apiKey: string;
}

/** Makes an organization. With `me` its owner is whoever is logged in, who may go in at once. */
export const found = async (
  name: string,
  owner: 'me' | { readonly name: string; readonly email: string },
): Promise<Founded> => {
  const { data } = await client.POST('/admin/v1/organizations', { body: { name, owner } });
  const { organization, apiKey } = given(data);
  return { id: organization.id, apiKey: apiKey.key };
};

/** Makes the operator an owner of an organization that is there already: an invitation, accepted at once. */
export const enter = async (id: string, { account }: Founder): Promise<void> => {
  const { data } = await client.POST('/admin/v1/organizations/{id}/invitations', {
    params: { path: { id } },
    body: { email: account.email, role: 'owner' },
  });
  // Behind the # stands what the link proves.
  const token = new URL(given(data).url).hash.slice(1);
  await client.POST('/auth/invitations/accept', { body: { token } });
};
