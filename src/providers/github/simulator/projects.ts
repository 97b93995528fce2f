import type { AuthorizationServer } from '#provider-sdk/simulator';
import { paged } from './lists.js';
import { refuse } from './refusal.js';
import type { Mount } from './mount.js';

/** A project with the items and fields that a test gives it. */
export interface SimulatedProject {
  readonly owner: `orgs/${string}` | `users/${string}`;
  readonly number: number;
  readonly title: string;
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly fields: readonly { readonly id: number; readonly name: string; readonly data_type: string }[];
}

export const mountProjects = (
  mount: Mount,
  accounts: AuthorizationServer,
  projects: () => readonly SimulatedProject[],
): void => {
  for (const kind of ['orgs', 'users']) {
    const path = `/${kind}/:login/projectsV2`;
    const ownersOf: (request: Parameters<Parameters<Mount>[2]>[0]) => SimulatedProject[] = request => {
      const grant = accounts.grantOf(request);
      if (grant && !grant.scopes.some(scope => scope === 'project' || scope === 'read:project'))
        throw refuse(403, 'Your token has not been granted the required scopes: read:project.');
      return projects().filter(({ owner }) => owner === `${kind}/${request.params['login'] ?? ''}`);
    };
    const one: (request: Parameters<typeof ownersOf>[0]) => SimulatedProject = request => {
      const found = ownersOf(request).find(({ number }) => String(number) === request.params['number']);
      if (!found) throw refuse(404, 'Not Found');
      return found;
    };
    mount('GET', path, request =>
      paged(
        request,
        ownersOf(request).map(({ number, title }) => ({ number, title, state: 'open' })),
      ),
    );
    mount('GET', `${path}/:number/fields`, request => paged(request, one(request).fields));
    // Fields that were not asked for are left out.
    mount('GET', `${path}/:number/items`, request => {
      const asked = (request.url.searchParams.get('fields') ?? '').split(',');
      const items = one(request).items.map(item => {
        const fields = (item['fields'] ?? []) as readonly { readonly id: number }[];
        return { ...item, fields: fields.filter(({ id }) => asked.includes(String(id))) };
      });
      return paged(request, items);
    });
  }
};
