import { ProviderError } from '#kernel';
import type { ProviderSession, RemoteAccount, RemoteContainer } from '#provider-sdk';
import { identity, teams } from './documents.js';
import { ask, pagesOf } from './linear-api.js';
import type { LinearConnection, LinearPerson } from './linear.types.js';

interface Identity {
  readonly viewer: LinearPerson | null;
  readonly organization: { readonly id: string; readonly name: string } | null;
}

interface Team {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly color: string | null;
  readonly timezone: string | null;
}

/** The workspace, for deliveries to the app's address name it and nobody in it. With `actor=app` the viewer is the app. */
export const identify = async (session: ProviderSession): Promise<RemoteAccount> => {
  const { viewer, organization } = await ask<Identity>(session, identity);
  if (!viewer?.id || !organization?.id)
    throw new ProviderError('temporary', 'Linear did not say which workspace this is.');
  const name = `${organization.name} (${viewer.name})`;
  return { id: organization.id, name, email: viewer.email ?? null };
};

export async function* containers(session: ProviderSession): AsyncGenerator<RemoteContainer> {
  const pages = pagesOf(async after => {
    const answer = await ask<{ teams: LinearConnection<Team> }>(session, teams, { after });
    return answer.teams;
  });
  for await (const page of pages) for (const team of page) yield containerOf(team);
}

const containerOf = ({ id, name, key, color, timezone }: Team): RemoteContainer => ({
  id,
  name: `${name} (${key})`,
  writable: true,
  ...(color ? { color } : {}),
  ...(timezone ? { timeZone: timezone } : {}),
});
