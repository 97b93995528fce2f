import { Global, Module } from '@nestjs/common';
import { People, SessionPassport } from '#tenancy';
import { Accounts } from './accounts/accounts.service.js';
import { MemberResets } from './accounts/member-resets.service.js';
import { PasswordLogin } from './accounts/password-login.service.js';
import { PasswordResets } from './accounts/password-resets.service.js';
import { Setup } from './accounts/setup.service.js';
import { Who } from './accounts/who.service.js';
import { AccountController } from './http/account.controller.js';
import { AdminLoginController } from './http/admin-login.controller.js';
import { AuthController } from './http/auth.controller.js';
import { LinksController } from './http/links.controller.js';
import { OrganizationLoginController } from './http/organization-login.controller.js';
import { SessionReply } from './http/session-reply.js';
import { SsoController } from './http/sso.controller.js';
import { SsoOfferController } from './http/sso-offer.controller.js';
import { Acceptance } from './invitations/acceptance.service.js';
import { Invitations } from './invitations/invitations.service.js';
import { Memberships } from './invitations/memberships.service.js';
import { Offers } from './invitations/offers.service.js';
import { LoginTrail } from './login-trail.js';
import { Passwords } from './passwords/passwords.service.js';
import { CookiePassport } from './sessions/cookie-passport.js';
import { Sessions } from './sessions/sessions.service.js';
import { IdentityProvider } from './sso/identity-provider.js';
import { SsoFlow } from './sso/sso-flow.service.js';
import { SsoPeople } from './sso/sso-people.service.js';
import { SsoSettings } from './sso/sso-settings.service.js';
import { LoginThrottle } from './throttle/login-throttle.service.js';
import { SecondFactor } from './totp/second-factor.service.js';

/** Global for the guard's sake, which stands below and asks for whoever a cookie is. */
@Global()
@Module({
  controllers: [
    AuthController,
    AccountController,
    LinksController,
    SsoController,
    SsoOfferController,
    OrganizationLoginController,
    AdminLoginController,
  ],
  providers: [
    { provide: SessionPassport, useClass: CookiePassport },
    { provide: People, useExisting: Memberships },
    ...[Accounts, PasswordLogin, PasswordResets, MemberResets, Setup, Who],
    ...[Acceptance, Invitations, Memberships, Offers],
    ...[IdentityProvider, SsoFlow, SsoPeople, SsoSettings],
    ...[Passwords, Sessions, SecondFactor, LoginThrottle, LoginTrail, SessionReply],
  ],
  exports: [SessionPassport, People],
})
export class LoginModule {}
