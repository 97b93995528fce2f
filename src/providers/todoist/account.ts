import { ProviderError } from '#kernel';
import type { ProviderSession, RemoteAccount, RemoteContainer } from '#provider-sdk';
import { TodoistApi } from './todoist-api.js';
import type { TodoistProject } from './todoist.types.js';

export const identify = async (session: ProviderSession): Promise<RemoteAccount> => {
  const { id, full_name: name, email } = await new TodoistApi(session).user();
  if (!id) throw new ProviderError('temporary', 'Todoist did not say which account this is.');
  return { id, name: name || email, email: email || null };
};

/** Projects of the account, its own and those shared with it. A frozen one (of a plan that ended) can only be read. */
export async function* containers(session: ProviderSession): AsyncGenerator<RemoteContainer> {
  for await (const project of new TodoistApi(session).list<TodoistProject>('/projects')) {
    if (project.is_archived || project.is_deleted) continue;
    yield {
      id: project.id,
      name: project.name,
      writable: !project.is_frozen,
      ...(project.inbox_project ? { primary: true } : {}),
    };
  }
}
