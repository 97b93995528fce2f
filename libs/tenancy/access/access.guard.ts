import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { HubError, notFound } from '#kernel';
import { OrganizationScope } from '#database';
import { type Access, accessMetadata, freshMetadata } from './access.js';
import { AuditTrail } from '../audit-trail.js';
import { type Decision, decideAccess } from './decide-access.js';
import type { AuthenticatedRequest, Principal } from './principal.js';
import { refuseBySession } from './session-refusals.js';

interface RoutedRequest extends AuthenticatedRequest {
  readonly routeOptions?: { readonly url?: string };
}

/** Closes every route that does not say who may use it, and enters the organization of those that may. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly scope: OrganizationScope,
    private readonly audit: AuditTrail,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<RoutedRequest>();
    const targets = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(accessMetadata, targets);
    const needsFresh = this.reflector.getAllAndOverride<boolean | undefined>(freshMetadata, targets) ?? false;
    if (access?.kind === 'session') {
      refuseBySession(request, { needsLogin: true, needsFresh });
      return true;
    }
    const principal = request.principal ?? null;
    const pattern = request.routeOptions?.url ?? '';
    const organizationId = request.params?.['organizationId'];
    const decision = decideAccess({ access, method: request.method, pattern, organizationId }, principal);
    if (access?.kind !== 'public' && principal?.organizationId && isInside(decision)) {
      this.scope.enter(principal.organizationId);
    }
    if (decision.verdict === 'allowed') {
      if (access?.kind !== 'public') refuseBySession(request, { needsLogin: false, needsFresh });
      return true;
    }
    if ('needed' in decision && principal)
      await this.recordRefusal(`${request.method} ${pattern}`, principal, decision);
    throw refusal(decision);
  }

  private recordRefusal(
    route: string,
    principal: Principal,
    decision: Decision & { needed: readonly string[] },
  ) {
    const details = { role: principal.role, reason: decision.verdict, needed: decision.needed };
    return this.audit.recordRefusal({
      action: 'access.refused',
      target: { type: 'route', id: route },
      details,
    });
  }
}

const isInside = ({ verdict }: Decision): boolean =>
  verdict === 'allowed' || verdict === 'role_insufficient' || verdict === 'scope_insufficient';

const refusal = (decision: Exclude<Decision, { verdict: 'allowed' }>): HubError => {
  switch (decision.verdict) {
    case 'unknown_route':
      return notFound('route');
    case 'unknown_organization':
      return notFound('organization');
    case 'unauthenticated':
      return new HubError(
        'unauthenticated',
        401,
        'Send a valid key or session as "Authorization: Bearer …".',
      );
    case 'organization_suspended':
      return new HubError('organization_suspended', 403, 'This organization is suspended. Ask the operator.');
    case 'role_insufficient':
      return new HubError('role_insufficient', 403, `This needs the role ${decision.needed.join(' or ')}.`, {
        extensions: { neededRoles: decision.needed },
      });
    case 'scope_insufficient':
      return new HubError(
        'scope_insufficient',
        403,
        `This key lacks the scope ${decision.needed.join(', ')}.`,
        {
          extensions: { neededScopes: decision.needed },
        },
      );
  }
};
