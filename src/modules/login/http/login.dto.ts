import { z } from 'zod';
import { roles } from '#tenancy';
import { longestPassword } from '../passwords/password-rules.js';
import { defaultRoles } from '../sso/sso-connection.entity.js';

const time = z.iso.datetime();
const email = z.email().max(254);
const name = z.string().trim().min(1).max(120);
const password = z.string().max(longestPassword);
const newPassword = password.describe(
  'At least 12 characters; nothing else is asked for but that it is not common',
);
const token = z
  .string()
  .regex(/^[\w-]{43}$/, 'expected what stands behind the # of the link')
  .describe('What stands behind the # of the link');
const code = z.string().regex(/^\d{6}$/, 'expected six digits');

export const SetUp = z
  .strictObject({ email, name, password: newPassword, token: token.optional() })
  .meta({ id: 'SetUp' });
export const SetupState = z.object({ isOpen: z.boolean() }).meta({ id: 'SetupState' });
export const LogIn = z.strictObject({ email, password }).meta({ id: 'LogIn' });
export const Confirm = z
  .strictObject({ password, code: code.optional(), recoveryCode: z.string().max(40).optional() })
  .meta({ id: 'Confirm' });
export const SecondStep = z
  .union([z.strictObject({ code }), z.strictObject({ recoveryCode: z.string().min(1).max(40) })])
  .meta({ id: 'SecondStep' });
export const TurnOnTotp = z.strictObject({ code }).meta({ id: 'TurnOnTotp' });
export const SwitchTo = z
  .strictObject({
    organizationId: z.uuid().nullable().describe('null: the installation, for its operators'),
  })
  .meta({ id: 'SwitchTo' });
export const ChangePassword = z
  .strictObject({ current: password, password: newPassword })
  .meta({ id: 'ChangePassword' });
export const ResetPassword = z.strictObject({ token, password: newPassword }).meta({ id: 'ResetPassword' });
export const AcceptInvitation = z
  .strictObject({ token, name: name.optional(), password: newPassword.optional() })
  .meta({ id: 'AcceptInvitation' });
export const LookAtInvitation = z.strictObject({ token }).meta({ id: 'LookAtInvitation' });
export const InvitationOffer = z
  .object({
    email: z.string(),
    role: z.enum([...roles, 'operator']),
    organizationId: z.uuid().nullable(),
    organizationName: z.string().nullable(),
    loginAt: z.string().nullable().describe('Where its single sign-on begins, if it has one'),
    isPasswordAllowed: z.boolean(),
    expiresAt: time,
  })
  .meta({ id: 'InvitationOffer' });

const organization = z.object({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(roles),
  isSuspended: z.boolean(),
  loginAt: z.string().nullable().describe('Where to log in first, because only its single sign-on opens it'),
});
export const Me = z
  .object({
    account: z.object({
      id: z.uuid(),
      email: z.string(),
      name: z.string(),
      isOperator: z.boolean(),
      hasPassword: z.boolean(),
      hasTotp: z.boolean(),
      recoveryCodes: z
        .object({ left: z.int(), made: z.int() })
        .nullable()
        .describe('How many still work; null while two-step login is off, or a code of it is awaited'),
    }),
    session: z.object({ id: z.uuid(), method: z.enum(['password', 'sso']), freshUntil: time }),
    actsAs: z
      .enum([...roles, 'operator'])
      .nullable()
      .describe('The role in use; null while something is required'),
    organizationId: z.uuid().nullable(),
    memberId: z.uuid().nullable(),
    organizations: z.array(organization),
    csrfToken: z.string().describe('Send it as X-CSRF-Token with whatever changes something'),
    required: z
      .enum(['totp', 'totp_enrolment', 'organization', 'invitation'])
      .nullable()
      .describe('What is missing before the session may do anything'),
  })
  .meta({ id: 'Me' });
export const TotpSecret = z
  .object({ secret: z.string(), uri: z.string().describe('For the QR code') })
  .meta({ id: 'TotpSecret' });
export const RecoveryCodes = z
  .object({ recoveryCodes: z.array(z.string()).describe('Shown this once; each works once') })
  .meta({ id: 'RecoveryCodes' });
export const LoginSessionView = z
  .object({
    id: z.uuid(),
    isCurrent: z.boolean(),
    method: z.enum(['password', 'sso']),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    createdAt: time,
    seenAt: time,
    expiresAt: time,
  })
  .meta({ id: 'LoginSession' });
export const LoginSessionList = z
  .object({ data: z.array(LoginSessionView), nextCursor: z.string().nullable() })
  .meta({ id: 'LoginSessionList' });

export const CreateInvitation = z
  .strictObject({ email, role: z.enum(roles) })
  .meta({ id: 'CreateInvitation' });
export const InviteOperator = z.strictObject({ email }).meta({ id: 'InviteOperator' });
const invitationFields = {
  id: z.uuid(),
  email: z.string(),
  role: z.enum([...roles, 'operator']),
  createdAt: time,
  expiresAt: time,
  acceptedAt: time.nullable(),
  revokedAt: time.nullable(),
};
export const InvitationView = z.object(invitationFields).meta({ id: 'Invitation' });
export const CreatedInvitation = z
  .object({ ...invitationFields, url: z.string().describe('Shown this once: hand it to the person') })
  .meta({ id: 'CreatedInvitation' });
export const InvitationPage = z
  .object({ data: z.array(InvitationView), nextCursor: z.string().nullable() })
  .meta({ id: 'InvitationPage' });
export const IssuedLinkView = z
  .object({ url: z.string().describe('Shown this once: hand it to the person'), expiresAt: time })
  .meta({ id: 'IssuedLink' });
export const AccountView = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    isOperator: z.boolean(),
    hasTotp: z.boolean(),
    createdAt: time,
  })
  .meta({ id: 'Account' });
export const AccountPage = z
  .object({ data: z.array(AccountView), nextCursor: z.string().nullable() })
  .meta({ id: 'AccountPage' });

const domain = z
  .string()
  .toLowerCase()
  .max(253)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/,
    'expected a domain such as example.com',
  );
const ssoFields = {
  issuer: z.url({ protocol: /^https?$/ }).max(500),
  clientId: z.string().min(1).max(500),
  defaultRole: z.enum(defaultRoles).default('member'),
  allowedDomains: z
    .array(domain)
    .max(50)
    .describe('Whose addresses may come without an invitation')
    .default([]),
  isEnforced: z.boolean().default(false).describe('Nobody enters the organization by password any more'),
};
export const ConfigureSso = z
  .strictObject({
    ...ssoFields,
    clientSecret: z.string().min(1).max(1000).optional().describe('May be left out to keep the present one'),
  })
  .meta({ id: 'ConfigureSso' });
export const SsoView = z
  .object({
    ...ssoFields,
    defaultRole: z.enum(defaultRoles),
    allowedDomains: z.array(z.string()),
    isEnforced: z.boolean(),
    redirectUri: z.string().describe('To be registered at the identity provider'),
    loginUrl: z.string().describe('Where people of the organization begin'),
    changedAt: time,
  })
  .meta({ id: 'SsoConnection' });
export const SsoState = z
  .object({
    connection: SsoView.nullable().describe('null: it is not set up'),
    redirectUri: z.string().describe('To be registered at the identity provider, also before it is set up'),
  })
  .meta({ id: 'SsoState' });
export const SsoOffer = z.object({ isOffered: z.boolean() }).meta({ id: 'SsoOffer' });
