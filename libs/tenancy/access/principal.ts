import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Actor } from '#kernel';
import type { AccessRole } from './roles.js';

/** Who is asking, once a credential was verified. */
export interface Principal {
  readonly kind: 'operator' | 'api_key' | 'member' | 'portal';
  /** Of the operator key or API key; of the member when a session is used, of the session in a portal. */
  readonly id: string;
  /** Null for operators. */
  readonly organizationId: string | null;
  readonly role: AccessRole;
  readonly scopes: readonly string[];
  /** The member a session or a member's key acts for. */
  readonly memberId: string | null;
  readonly isSuspended: boolean;
}

/** What is known of a browser session besides the principal it acts as. */
export interface LoginFacts {
  readonly sessionId: string;
  readonly accountId: string;
  /** The installation, or the organization whose single sign-on made the account. */
  readonly realmId: string;
  readonly method: 'password' | 'sso';
  readonly awaitsTotp: boolean;
  readonly authenticatedAt: Date;
  readonly isFresh: boolean;
  /** Whether the request proves that one of our own pages sent it. Asked of every request that changes something. */
  readonly isOurs: boolean;
  readonly csrfToken: string;
}

export interface AuthenticatedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params?: Readonly<Record<string, string>> | null;
  principal?: Principal | null;
  /** The browser session the request came with, if it came with one that lives. */
  login?: LoginFacts | null;
}

export const actorOf = (principal: Principal): Actor => ({
  // Who manages endpoints through a portal is a customer of the organization.
  kind: principal.kind === 'portal' ? 'end_user' : principal.kind,
  id: principal.id,
});

/** A controller's argument: the browser session. Present on routes for those who are signed in. */
export const Login = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().login ?? undefined,
);

/** A controller's argument: who is asking. Undefined on public routes. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().principal ?? undefined,
);
