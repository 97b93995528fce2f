import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { conflict, HubError, notFound } from '#kernel';
import type { LoginFacts, Principal } from '#tenancy';
import type { z } from 'zod';
import type { Me } from '../http/login.dto.js';
import { LoginTrail } from '../login-trail.js';
import type { PlaceRow } from '../sessions/session-lookup.js';
import { freshMs } from '../sessions/session-policy.js';
import { Sessions } from '../sessions/sessions.service.js';
import { SecondFactor } from '../totp/second-factor.service.js';
import { Accounts } from './accounts.service.js';
import type { UserAccount } from './user-account.entity.js';

type View = z.infer<typeof Me>;

/** Who is logged in, what as, and what comes next. */
@Injectable()
export class Who {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly second: SecondFactor,
    private readonly trail: LoginTrail,
    private readonly config: Config,
  ) {}

  async view(login: LoginFacts, principal: Principal | undefined): Promise<View> {
    const account = await this.accounts.find(login);
    const required = await this.required(login, account, principal);
    const isComplete = !login.awaitsTotp;
    const places = isComplete ? await this.sessions.placesOf(account.id) : [];
    return {
      account: {
        id: account.id,
        email: account.email,
        name: account.name,
        isOperator: isComplete && account.isOperator,
        hasPassword: account.passwordHash !== null,
        hasTotp: account.totpSince !== null,
        recoveryCodes: isComplete ? await this.second.recoveryCodes(login, account) : null,
      },
      session: {
        id: login.sessionId,
        method: login.method,
        freshUntil: new Date(login.authenticatedAt.getTime() + freshMs).toISOString(),
      },
      actsAs: principal ? principal.role : null,
      organizationId: principal?.organizationId ?? null,
      memberId: principal?.memberId ?? null,
      organizations: places.map(place => viewPlace(place, login)),
      csrfToken: login.csrfToken,
      required,
    };
  }

  /** Goes over to an organization, or to the installation. The session gets a new token. */
  async switch(login: LoginFacts, organizationId: string | null): Promise<string> {
    if (login.awaitsTotp) throw new HubError('totp_required', 403, 'Send the code of the second step first.');
    const account = await this.accounts.find(login);
    if (organizationId === null && !account.isOperator)
      throw conflict('not_operator', 'You are no operator of this hub.');
    const places = await this.sessions.placesOf(account.id);
    const place = places.find(({ id }) => id === organizationId);
    if (organizationId !== null && !place) throw notFound('organization');
    if (place?.is_sso_enforced && login.method !== 'sso') throw ssoRequired(place.id);
    const token = await this.accounts.change(login, async () => {
      const actsAs = organizationId === null ? 'operator' : 'member';
      await this.trail.record('login.switched', account.id, { details: { actsAs, organizationId } });
      return this.sessions.rotate(login.sessionId, { actsAs, actsIn: organizationId });
    });
    if (place)
      await this.trail.note(place.id, 'login.entered', { accountId: account.id, details: whoIs(place) });
    return token;
  }

  private async required(
    login: LoginFacts,
    account: UserAccount,
    principal: Principal | undefined,
  ): Promise<View['required']> {
    if (login.awaitsTotp) return 'totp';
    if (principal) return null;
    const needsTotp = account.isOperator && this.config.settings.CAUSEWAY_OPERATOR_TOTP;
    if (needsTotp && account.totpSince === null) return 'totp_enrolment';
    const places = await this.sessions.placesOf(account.id);
    return places.length > 0 || account.isOperator ? 'organization' : 'invitation';
  }
}

export const ssoRequired = (organizationId: string) =>
  new HubError('sso_required', 403, 'This organization is entered by its single sign-on alone.', {
    extensions: { loginAt: `/auth/sso/${organizationId}` },
  });

const whoIs = (place: PlaceRow) => ({ memberId: place.member_id, role: place.role });

const viewPlace = (place: PlaceRow, { method }: LoginFacts): View['organizations'][number] => ({
  id: place.id,
  name: place.name,
  role: place.role,
  isSuspended: place.status !== 'active',
  loginAt: place.is_sso_enforced && method !== 'sso' ? `/auth/sso/${place.id}` : null,
});
