import type { z } from 'zod';
import type { ApiKey } from './keys/api-key.entity.js';
import type { Member } from './members/member.entity.js';
import type { OperatorKey } from './keys/operator-key.entity.js';
import type { Organization } from './organizations/organization.entity.js';
import type { ApiKeyView, OperatorKeyView } from './keys/keys.dto.js';
import type { MemberView } from './members/members.dto.js';
import type { OrganizationView } from './organizations/organizations.dto.js';

const text = (at: Date | null | undefined): string | null => at?.toISOString() ?? null;

type KeyLife = Pick<ApiKey, 'createdAt' | 'expiresAt' | 'lastUsedAt' | 'revokedAt' | 'successorId'>;

const keyLife = (key: KeyLife) => ({
  createdAt: key.createdAt.toISOString(),
  expiresAt: text(key.expiresAt),
  lastUsedAt: text(key.lastUsedAt),
  revokedAt: text(key.revokedAt),
  successorId: key.successorId ?? null,
});

export const viewOrganization = (organization: Organization): z.infer<typeof OrganizationView> => ({
  id: organization.id,
  name: organization.name,
  status: organization.status,
  createdAt: organization.createdAt.toISOString(),
});

export const viewMember = (member: Member): z.infer<typeof MemberView> => ({
  id: member.id,
  email: member.email,
  name: member.name,
  role: member.role,
  status: member.status,
  createdAt: member.createdAt.toISOString(),
});

export const viewApiKey = (key: ApiKey): z.infer<typeof ApiKeyView> => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  role: key.role,
  scopes: key.scopes,
  memberId: key.memberId ?? null,
  ...keyLife(key),
});

export const viewOperatorKey = (key: OperatorKey): z.infer<typeof OperatorKeyView> => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  ...keyLife(key),
});
