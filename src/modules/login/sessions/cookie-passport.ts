import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { OrganizationScope } from '#database';
import { Clock } from '#kernel';
import { type AuthenticatedRequest, type Identified, type LoginFacts, SessionPassport } from '#tenancy';
import { derived, hashToken } from '../token.js';
import { isOwnRequest } from './own-request.js';
import { readCookie } from './session-cookie.js';
import { sessionByHash, type SessionRow } from './session-lookup.js';
import { freshMs, idleMs, seenEveryMs } from './session-policy.js';
import { principalOf } from './session-principal.js';
import { Sessions } from './sessions.service.js';

/** Whose browser it is. Cookies are bound to nothing that changes: not to an address, not to a browser's version. */
@Injectable()
export class CookiePassport extends SessionPassport {
  constructor(
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly sessions: Sessions,
  ) {
    super();
  }

  override async identify(request: AuthenticatedRequest, isUse: boolean): Promise<Identified | null> {
    const token = readCookie(request.headers['cookie'], 'session', this.config.publicUrl);
    const row = token === null ? null : await this.find(token);
    if (!token || !row) return null;
    if (isUse) await this.noteUse(row);
    const operatorsNeedTotp = this.config.settings.CAUSEWAY_OPERATOR_TOTP;
    return { login: this.facts(row, token, request), principal: principalOf(row, { operatorsNeedTotp }) };
  }

  private async find(token: string): Promise<SessionRow | null> {
    const [row] = await this.scope.acrossOrganizations('whose browser this is', em =>
      em.execute<SessionRow[]>(sessionByHash, [hashToken(token)]),
    );
    const now = this.clock.now().getTime();
    if (!row || timeOf(row.expires_at) <= now || timeOf(row.seen_at) + idleMs <= now) return null;
    return row;
  }

  private async noteUse(row: SessionRow): Promise<void> {
    if (this.clock.now().getTime() - timeOf(row.seen_at) < seenEveryMs) return;
    await this.sessions.seen(row.realm_id, row.id);
  }

  private facts(row: SessionRow, token: string, request: AuthenticatedRequest): LoginFacts {
    const csrfToken = derived(token, 'csrf');
    const authenticatedAt = new Date(row.authenticated_at);
    return {
      sessionId: row.id,
      accountId: row.account_id,
      realmId: row.realm_id,
      method: row.method,
      awaitsTotp: row.awaits_totp,
      authenticatedAt,
      isFresh: this.clock.now().getTime() - authenticatedAt.getTime() <= freshMs,
      isOurs: isOwnRequest(request, csrfToken, ownOrigins(this.config)),
      csrfToken,
    };
  }
}

const timeOf = (value: Date | string): number => new Date(value).getTime();

export const ownOrigins = ({ publicUrl, consoleUrl }: Config): string[] =>
  [publicUrl, consoleUrl].map(url => new URL(url).origin);
