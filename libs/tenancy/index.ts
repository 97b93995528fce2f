import { ApiKeySchema } from './keys/api-key.entity.js';
import { MemberSessionSchema } from './members/member-session.entity.js';
import { MemberSchema } from './members/member.entity.js';
import { OperatorKeySchema } from './keys/operator-key.entity.js';
import { OrganizationSchema } from './organizations/organization.entity.js';

export * from './access/access.guard.js';
export * from './access/access.js';
export * from './audit-trail.js';
export * from './access/authentication.guard.js';
export * from './installation.js';
export { Member } from './members/member.entity.js';
export { Members } from './members/members.service.js';
export { OperatorKeys } from './keys/operator-keys.service.js';
export { OrganizationDirectory } from './organizations/organization-directory.service.js';
export { Organization } from './organizations/organization.entity.js';
export { Organizations } from './organizations/organizations.service.js';
export * from './page-query.js';
export { People, type PersonsMember, type SignedInPerson } from './access/people.js';
export * from './access/principal.js';
export * from './access/roles.js';
export * from './access/session-passport.js';
export * from './access/route-access.js';
export * from './access/route-body.js';
export { CredentialCheck } from './credentials/credential-check.js';
export { requireGrant } from './access/grants.js';
export { newSecret } from './credentials/secret.js';
export { TenancyModule } from './tenancy.module.js';

/** For DatabaseModule.forRoot({ entities }). */
export const tenancyEntities = [
  OrganizationSchema,
  MemberSchema,
  ApiKeySchema,
  MemberSessionSchema,
  OperatorKeySchema,
];
