import { z } from 'zod';
import { email, listOf, name, time } from '../common.dto.js';
import { CreatedApiKey } from '../keys/keys.dto.js';
import { MemberView } from '../members/members.dto.js';
import { organizationStatuses } from './organization.entity.js';
import { roles } from '../access/roles.js';

export const CreateOrganization = z
  .strictObject({
    name,
    owner: z
      .union([z.literal('me'), z.strictObject({ email, name })], {
        error: 'expected "me" or an object with email and name',
      })
      .describe('`me`: the person who is logged in and asks; they may go in at once'),
  })
  .meta({ id: 'CreateOrganization' });
export const ChangeOrganization = z.strictObject({ name }).meta({ id: 'ChangeOrganization' });
export const AdministerOrganization = z
  .strictObject({ name: name.optional(), status: z.enum(organizationStatuses).optional() })
  .meta({ id: 'AdministerOrganization' });
export const OrganizationView = z
  .object({ id: z.uuid(), name: z.string(), status: z.enum(organizationStatuses), createdAt: time })
  .meta({ id: 'Organization' });
export const CreatedOrganization = z
  .object({ organization: OrganizationView, owner: MemberView, apiKey: CreatedApiKey })
  .meta({ id: 'CreatedOrganization' });
export const WhoAmI = z
  .object({
    kind: z.enum(['operator', 'api_key', 'member', 'portal']),
    id: z.uuid(),
    organizationId: z.uuid().nullable(),
    memberId: z.uuid().nullable(),
    role: z.enum([...roles, 'operator']),
    scopes: z.array(z.string()),
  })
  .meta({ id: 'WhoAmI' });
export const OrganizationPage = listOf(OrganizationView, 'OrganizationPage');
