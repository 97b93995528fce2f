import type { AuthorizationServer } from './authorization-server.js';
import { type MemoryPart, part } from './memory.js';
import type { Sandbox } from './sandbox.js';

/** The people of an authorization server as accounts of a sandbox. */
export const consents = ({ people, grants }: AuthorizationServer): Pick<Sandbox, 'accounts' | 'revoke'> => ({
  accounts: () => people.map(person => ({ ...person, granted: grants.holds(person.id) })),
  revoke: id => grants.endOf(id),
});

/** Codes and tokens, so that connections outlive a restart. */
export const grantsPart = ({ grants }: AuthorizationServer): MemoryPart =>
  part(grants, 'codes', 'access', 'refresh', 'spent');
