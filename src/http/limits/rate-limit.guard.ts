import { type ExecutionContext, Injectable } from '@nestjs/common';
import {
  SkipThrottle,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerRequest,
} from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { HubError } from '#kernel';
import type { AuthenticatedRequest, Principal } from '#tenancy';
import type { RateLimits } from '../edge/api-options.js';

const windowMs = 60_000;

/** For routes that must answer whatever the load: health and metrics. */
export const Unlimited = () => SkipThrottle({ caller: true, organization: true });

const principalOf = (context: ExecutionContext): Principal | null =>
  context.switchToHttp().getRequest<AuthenticatedRequest>().principal ?? null;

export const throttlerOptions = (limits: RateLimits): ThrottlerModuleOptions => ({
  throttlers: [
    {
      name: 'caller',
      ttl: windowMs,
      limit: context => (principalOf(context) ? limits.caller : limits.address),
    },
    {
      name: 'organization',
      ttl: windowMs,
      limit: limits.organization,
      getTracker: request =>
        `organization:${String((request as AuthenticatedRequest).principal?.organizationId)}`,
      skipIf: context => !principalOf(context)?.organizationId,
    },
  ],
});

/**
 * Counts a request for its caller (key, member, or the address when nobody known asks) and for its organization. Stands
 * between authentication and access, so that guessing credentials is limited too. Headers as in
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override async getTracker(
    request: AuthenticatedRequest & Record<string, unknown>,
  ): Promise<string> {
    const { principal } = request;
    return principal ? `${principal.kind}:${principal.id}` : `address:${await super.getTracker(request)}`;
  }

  protected override generateKey(_context: ExecutionContext, tracker: string, name: string): string {
    return `${name}|${tracker}`;
  }

  protected override async handleRequest(request: ThrottlerRequest): Promise<boolean> {
    const { context, limit, ttl, blockDuration, throttler, getTracker, generateKey } = request;
    const name = throttler.name ?? 'default';
    const http = context.switchToHttp();
    const key = generateKey(context, await getTracker(http.getRequest(), context), name);
    const count = await this.storageService.increment(key, ttl, limit, blockDuration, name);
    const reply = http.getResponse<FastifyReply>();
    append(reply, 'ratelimit-policy', `"${name}";q=${limit};w=${ttl / 1000}`);
    append(reply, 'ratelimit', `"${name}";r=${Math.max(0, limit - count.totalHits)};t=${count.timeToExpire}`);
    if (!count.isBlocked) return true;
    throw new HubError('rate_limited', 429, `More than ${limit} requests a minute for this ${name}.`, {
      retryable: true,
      retryAfterSeconds: count.timeToBlockExpire,
    });
  }
}

const append = (reply: FastifyReply, header: string, value: string): void => {
  const before = reply.getHeader(header);
  reply.header(header, before === undefined ? value : `${String(before)}, ${value}`);
};
