import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Actor } from '#kernel';
import type { AccessRole } from './roles.js';

/** Who is asking, once a credential was verified. */
export interface Principal {
  readonly kind: 'operator' | 'api_key' | 'member';
  /** Of the operator key or API key; of the member when a session is used. */
  readonly id: string;
  /** Null for operators. */
  readonly organizationId: string | null;
  readonly role: AccessRole;
  readonly scopes: readonly string[];
  /** The member a session or a member's key acts for. */
  readonly memberId: string | null;
  readonly isSuspended: boolean;
}

export interface AuthenticatedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params?: Readonly<Record<string, string>> | null;
  principal?: Principal | null;
}

export const actorOf = (principal: Principal): Actor => ({ kind: principal.kind, id: principal.id });

/** A controller's argument: who is asking. Undefined on public routes. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().principal ?? undefined,
);
