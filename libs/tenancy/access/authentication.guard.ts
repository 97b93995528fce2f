import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { currentContext } from '#kernel';
import { BearerPassport } from '../credentials/bearer-passport.js';
import { type AuthenticatedRequest, actorOf } from './principal.js';

/**
 * Finds out who is asking and judges nothing: a failed attempt goes on as nobody, so that the rate limit which comes
 * next counts it, and the access guard after that refuses it.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(private readonly passport: BearerPassport) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const { authorization } = request.headers;
    request.principal =
      typeof authorization === 'string' ? await this.passport.authenticate(authorization) : null;
    const facts = currentContext();
    if (facts && request.principal) facts.actor = actorOf(request.principal);
    return true;
  }
}
