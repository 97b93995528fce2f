import { HubError } from '#kernel';
import type { AuthenticatedRequest } from './principal.js';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface SessionNeeds {
  readonly needsLogin: boolean;
  readonly needsFresh: boolean;
}

/** What only browser sessions can lack. A caller with a key sends it with intent, every time: nothing is asked of it. */
export const refuseBySession = (request: AuthenticatedRequest, needs: SessionNeeds): void => {
  const { login } = request;
  if (!login) {
    if (needs.needsLogin) throw new HubError('unauthenticated', 401, 'Log in first.');
    return;
  }
  if (!login.isOurs && !reading.has(request.method))
    throw new HubError(
      'csrf_refused',
      403,
      'Send the csrfToken of GET /auth/me as X-CSRF-Token, from the origin of the hub.',
    );
  if (needs.needsFresh && !login.isFresh)
    throw new HubError('reauthentication_required', 403, 'Confirm who you are, then ask again.', {
      extensions:
        login.method === 'sso'
          ? { confirmWith: 'sso', confirmAt: `/auth/sso/${login.realmId}?confirm=true` }
          : { confirmWith: 'password', confirmAt: '/auth/confirm' },
    });
};
