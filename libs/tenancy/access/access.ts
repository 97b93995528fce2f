import { SetMetadata } from '@nestjs/common';
import type { AccessRole } from './roles.js';

/** Who may use a route. A route that says nothing is closed. */
export type Access =
  | { readonly kind: 'public'; readonly reason: string }
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'session' }
  | { readonly kind: 'roles'; readonly roles: readonly AccessRole[]; readonly scope: string | null };

export const accessMetadata = 'causeway:access';
export const freshMetadata = 'causeway:fresh';
export const notReplayableMetadata = 'causeway:not-replayable';

/** Open to everybody; the reason is for the reader of the route list. */
export const Public = (reason: string) =>
  SetMetadata(accessMetadata, { kind: 'public', reason } satisfies Access);

/** For whoever has a valid credential of any kind. */
export const Authenticated = () => SetMetadata(accessMetadata, { kind: 'authenticated' } satisfies Access);

/** For whoever is logged in with a browser session, whatever it acts as; it may not act as anything yet. */
export const SignedIn = () => SetMetadata(accessMetadata, { kind: 'session' } satisfies Access);

/** A browser session must have proved within the last ten minutes who it is. Keys prove it with every request. */
export const Fresh = () => SetMetadata(freshMetadata, true);

/** For operators of the installation. Everybody else gets the answer of an unknown route. */
export const Operator = () => Allow('operator');

/** For these roles. Under an organization a key also needs the route's scope, e.g. `syncs:read` for GET …/syncs. */
export const Allow = (...roles: readonly AccessRole[]) =>
  SetMetadata(accessMetadata, { kind: 'roles', roles, scope: null } satisfies Access);

/** As Allow, for a route whose scope is not its path's resource and its method's verb. */
export const AllowWithScope = (scope: string, ...roles: readonly AccessRole[]) =>
  SetMetadata(accessMetadata, { kind: 'roles', roles, scope } satisfies Access);

/**
 * The answer holds a secret that is shown once and stored nowhere. A repeated request with the same idempotency key is
 * told so with 409 instead of getting the answer again.
 */
export const NotReplayable = () => SetMetadata(notReplayableMetadata, true);
