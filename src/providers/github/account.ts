import { ProviderError } from '#kernel';
import {
  installationAccount,
  type ProviderSession,
  type RemoteAccount,
  type RemoteContainer,
} from '#provider-sdk';
import { call, listOf, pagesOf } from './github-api.js';
import { projectsOf } from './projects/projects-api.js';
import type { GithubRepository, GithubUser } from './github.types.js';

/** A connection of a GitHub App's installation has no person: its settings name the installation. */
const installationOf = (session: ProviderSession): string | undefined => session.settings['installationId'];

export const identify = async (session: ProviderSession): Promise<RemoteAccount> => {
  const installation = installationOf(session);
  if (installation !== undefined) return identifyInstallation(session, installation);
  const { id, login, name, email } = (
    await call(session, { method: 'GET', url: '/user' })
  ).json<GithubUser>();
  if (!id) throw new ProviderError('temporary', 'GitHub did not say which account this is.');
  return { id: String(id), name: name || login, email: email ?? null };
};

/** Its own token may not read the installation itself, but the repositories that it reaches. */
const identifyInstallation = async (session: ProviderSession, id: string): Promise<RemoteAccount> => {
  const query = { per_page: 1 };
  const response = await call(session, { method: 'GET', url: '/installation/repositories', query });
  const [first] = listOf<GithubRepository>(response, 'repositories');
  return { id: installationAccount(id), name: first?.owner.login ?? `Installation ${id}`, email: null };
};

export async function* repositories(session: ProviderSession): AsyncGenerator<GithubRepository> {
  const isInstallation = installationOf(session) !== undefined;
  const request = isInstallation
    ? { url: '/installation/repositories' }
    : { url: '/user/repos', query: { sort: 'full_name' } };
  for await (const page of pagesOf<GithubRepository>(
    session,
    request,
    isInstallation ? 'repositories' : undefined,
  ))
    yield* page;
}

/** Repositories that have issues, and their owners' projects. The number is the id, because names change. */
export async function* containers(session: ProviderSession): AsyncGenerator<RemoteContainer> {
  const isInstallation = installationOf(session) !== undefined;
  const owners = new Map<string, GithubUser>();
  for await (const repository of repositories(session)) {
    owners.set(repository.owner.login, repository.owner);
    if (repository.has_issues === false) continue;
    const isOpen = !repository.archived && !repository.disabled;
    // What an installation may do is the App's permission, not a role in the repository.
    const writable = isOpen && (isInstallation || mayTriage(repository));
    yield { id: String(repository.id), name: repository.full_name, writable };
  }
  for (const owner of owners.values()) yield* projectsOf(session, owner);
}

const mayTriage = ({ permissions }: GithubRepository): boolean =>
  !permissions || ['triage', 'push', 'maintain', 'admin'].some(role => permissions[role]);
