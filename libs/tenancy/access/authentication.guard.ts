import { type CanActivate, type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import { currentContext } from '#kernel';
import { BearerPassport } from '../credentials/bearer-passport.js';
import { type AuthenticatedRequest, actorOf } from './principal.js';
import { SessionPassport } from './session-passport.js';

/**
 * Finds out who is asking and judges nothing: a failed attempt goes on as nobody, so that the rate limit which comes
 * next counts it, and the access guard after that refuses it. A cookie counts only where no Authorization was sent.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly passport: BearerPassport,
    @Optional() private readonly sessions?: SessionPassport,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const { authorization } = request.headers;
    const found = authorization === undefined ? await this.sessions?.identify(request, true) : null;
    request.login = found?.login ?? null;
    request.principal =
      typeof authorization === 'string'
        ? await this.passport.authenticate(authorization)
        : (found?.principal ?? null);
    const facts = currentContext();
    if (facts && request.principal) facts.actor = actorOf(request.principal);
    return true;
  }
}
