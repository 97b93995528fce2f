import { LoginLink } from './accounts/login-link.entity.js';
import { MemberLogin } from './accounts/member-login.entity.js';
import { RecoveryCode } from './accounts/recovery-code.entity.js';
import { UserAccount } from './accounts/user-account.entity.js';
import { Invitation } from './invitations/invitation.entity.js';
import { LoginSession } from './sessions/login-session.entity.js';
import { SsoAttempt } from './sso/sso-attempt.entity.js';
import { SsoConnection } from './sso/sso-connection.entity.js';

export { Setup } from './accounts/setup.service.js';
export { LoginModule } from './login.module.js';

export const loginEntities = [
  UserAccount,
  RecoveryCode,
  MemberLogin,
  LoginSession,
  LoginLink,
  Invitation,
  SsoConnection,
  SsoAttempt,
];
