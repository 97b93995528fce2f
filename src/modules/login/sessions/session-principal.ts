import type { Principal } from '#tenancy';
import type { SessionRow } from './session-lookup.js';

export interface PrincipalRules {
  readonly operatorsNeedTotp: boolean;
}

/** What a living session may act as; null while something is missing. */
export const principalOf = (row: SessionRow, rules: PrincipalRules): Principal | null => {
  if (row.awaits_totp) return null;
  if (row.acts_as === 'operator') return operator(row, rules);
  return row.acts_as === 'member' ? member(row) : null;
};

const operator = (row: SessionRow, { operatorsNeedTotp }: PrincipalRules): Principal | null => {
  if (!row.is_operator || (operatorsNeedTotp && !row.has_totp)) return null;
  return {
    kind: 'operator',
    id: row.account_id,
    organizationId: null,
    role: 'operator',
    scopes: ['*'],
    memberId: null,
    isSuspended: false,
  };
};

const member = (row: SessionRow): Principal | null => {
  const { member_id: id, member_role: role, acts_in: organizationId } = row;
  if (id === null || role === null || organizationId === null || row.member_status !== 'active') return null;
  if (row.is_sso_enforced && row.method !== 'sso') return null;
  return {
    kind: 'member',
    id,
    organizationId,
    role,
    scopes: ['*'],
    memberId: id,
    isSuspended: row.organization_status !== 'active',
  };
};
