import { Injectable, Optional } from '@nestjs/common';
import type { AuthenticatedRequest, Principal } from '../access/principal.js';
import { SessionPassport } from '../access/session-passport.js';
import { BearerPassport } from './bearer-passport.js';

/** For answers that last longer than a request: whether what opened them would still do so. */
@Injectable()
export class CredentialCheck {
  constructor(
    private readonly passport: BearerPassport,
    @Optional() private readonly sessions?: SessionPassport,
  ) {}

  async stillOpens(request: AuthenticatedRequest, organizationId: string): Promise<boolean> {
    if (!request.principal) return false;
    const now = await this.whoAsks(request);
    return now?.organizationId === organizationId && !now.isSuspended && now.role === request.principal.role;
  }

  private async whoAsks(request: AuthenticatedRequest): Promise<Principal | null> {
    const { authorization } = request.headers;
    if (typeof authorization === 'string') return this.passport.authenticate(authorization);
    // A page that is only looked at does not keep its session from growing idle.
    return (await this.sessions?.identify(request, false))?.principal ?? null;
  }
}
