import { z } from 'zod';

/** `syncs:read`, `syncs:write`, `*:read`, `*:write` or `*`. Reading is not part of writing: ask for both. */
export const Scope = z
  .string()
  .max(64)
  .regex(/^(\*|(\*|[a-z][a-z-]*):(read|write))$/, 'expected *, or a resource and a verb such as syncs:read');

export const covers = (held: readonly string[], wanted: string): boolean => {
  const verb = wanted.slice(wanted.indexOf(':') + 1);
  return held.some(scope => scope === '*' || scope === wanted || scope === `*:${verb}`);
};

/** The scopes among `wanted` that a holder of `held` may not pass on. */
export const exceeding = (held: readonly string[], wanted: readonly string[]): string[] =>
  wanted.filter(
    scope => !held.includes('*') && !held.includes(scope) && (scope === '*' || !covers(held, scope)),
  );

const underOrganization = /^\/v1\/organizations\/:organizationId(?:\/([a-z][a-z-]*))?/;

/** The scope a route asks for when it names none: its resource, and `read` for GET and HEAD, else `write`. */
export const scopeOfRoute = (method: string, path: string): string | null => {
  const match = underOrganization.exec(path);
  if (!match) return null;
  return `${match[1] ?? 'organization'}:${['GET', 'HEAD'].includes(method) ? 'read' : 'write'}`;
};
