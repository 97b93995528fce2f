import { Global, Module } from '@nestjs/common';
import { AccessGuard } from './access/access.guard.js';
import { AdminOrganizationsController } from './organizations/admin-organizations.controller.js';
import { OperatorKeysController } from './keys/operator-keys.controller.js';
import { ApiKeysController } from './keys/api-keys.controller.js';
import { ApiKeys } from './keys/api-keys.service.js';
import { AuthenticationGuard } from './access/authentication.guard.js';
import { BearerPassport } from './credentials/bearer-passport.js';
import { CredentialCheck } from './credentials/credential-check.js';
import { Credentials } from './credentials/credentials.js';
import { LastUse } from './credentials/last-use.js';
import { MemberSessions } from './members/member-sessions.service.js';
import { MembersController } from './members/members.controller.js';
import { Members } from './members/members.service.js';
import { OperatorKeys } from './keys/operator-keys.service.js';
import { OrganizationDirectory } from './organizations/organization-directory.service.js';
import { OrganizationController } from './organizations/organization.controller.js';
import { Organizations } from './organizations/organizations.service.js';

/** Needs an AuditTrail and a Clock from global modules. The guards are put in order by the API's edge. */
@Global()
@Module({
  controllers: [
    AdminOrganizationsController,
    OperatorKeysController,
    OrganizationController,
    MembersController,
    ApiKeysController,
  ],
  providers: [
    ...[Credentials, CredentialCheck, LastUse, BearerPassport, AuthenticationGuard, AccessGuard],
    ...[Organizations, OrganizationDirectory, Members, MemberSessions, ApiKeys, OperatorKeys],
  ],
  exports: [
    AuthenticationGuard,
    AccessGuard,
    CredentialCheck,
    Organizations,
    OrganizationDirectory,
    Members,
    OperatorKeys,
  ],
})
export class TenancyModule {}
