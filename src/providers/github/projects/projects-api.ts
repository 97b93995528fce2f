import { ProviderError } from '#kernel';
import type { ProviderSession, RemoteContainer } from '#provider-sdk';
import { pagesOf } from '../github-api.js';
import type { GithubUser } from '../github.types.js';

const pattern = /^projects\/(orgs|users)\/([\w.-]{1,100})\/(\d{1,9})$/;

/**
 * The path of a project's container; undefined for a repository's. GitHub serves projects below their owner's login:
 * https://docs.github.com/en/rest/projects/projects
 */
export const projectPath = (containerId: string): string | undefined => {
  const [, kind, login, number] = pattern.exec(containerId) ?? [];
  return number && `/${kind}/${login}/projectsV2/${number}`;
};

/** Projects can be looked at only; `what` says what was wanted. */
export const refuseProject = (containerId: string, what: string): void => {
  if (projectPath(containerId) !== undefined)
    throw new ProviderError('permanent', `A GitHub project ${what}.`);
};

interface Project {
  readonly number: number;
  readonly title: string;
  readonly state?: string;
}

/** The open projects of one owner; none when the connection was not given the scope or permission for projects. */
export async function* projectsOf(
  session: ProviderSession,
  owner: GithubUser,
): AsyncGenerator<RemoteContainer> {
  const kind = owner.type === 'Organization' ? 'orgs' : 'users';
  try {
    for await (const page of pagesOf<Project>(session, { url: `/${kind}/${owner.login}/projectsV2` }))
      yield* page.filter(({ state }) => state !== 'closed').map(project => containerOf(kind, owner, project));
  } catch (error) {
    const isHidden = error instanceof ProviderError && hidden.has(error.providerCode);
    if (!isHidden) throw error;
    session.logger.info('projects are not listed', { owner: owner.login, code: error.providerCode });
  }
}

const containerOf = (kind: string, { login }: GithubUser, { number, title }: Project): RemoteContainer => ({
  id: `projects/${kind}/${login}/${number}`,
  name: `${login}: ${title}`,
  writable: false,
});

const hidden: ReadonlySet<string> = new Set(['insufficient_scope', 'not_found']);
