import type { AuthenticatedRequest, LoginFacts, Principal } from './principal.js';

export interface Identified {
  readonly login: LoginFacts;
  /** Null while the session acts as nothing: no organization chosen, or a second factor is awaited. */
  readonly principal: Principal | null;
}

/** Who a browser's cookie stands for. The module that logs people in implements it; it stands above tenancy. */
export abstract class SessionPassport {
  /** `isUse` is false for looks that must not keep an idle session alive. */
  abstract identify(request: AuthenticatedRequest, isUse: boolean): Promise<Identified | null>;
}
