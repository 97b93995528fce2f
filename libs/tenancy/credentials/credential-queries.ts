import type { Role } from '../access/roles.js';

export interface CredentialRow {
  readonly id: string;
  readonly hash: string;
  readonly expires_at: Date | string | null;
  readonly last_used_at: Date | string | null;
  readonly revoked_at: Date | string | null;
}

export interface OrganizationCredential extends CredentialRow {
  readonly organization_id: string;
  readonly organization_status: string;
  readonly member_id: string | null;
  readonly member_role: Role | null;
  readonly member_status: string | null;
  /** Null for a session, which has its member's role. */
  readonly key_role: Role | null;
  readonly scopes: string[];
}

/** One look per request: the credential, its member and its organization together. */
export const queries = {
  operator: `select id, hash, expires_at, last_used_at, revoked_at from operator_key where hash = ?`,
  api_key: `
    select k.id, k.hash, k.expires_at, k.last_used_at, k.revoked_at, k.scopes, k.role as key_role,
           k.organization_id, o.status as organization_status,
           k.member_id, m.role as member_role, m.status as member_status
    from api_key k
    join organization o on o.id = k.organization_id
    left join member m on m.organization_id = k.organization_id and m.id = k.member_id
    where k.hash = ?`,
  member: `
    select s.id, s.hash, s.expires_at, null as last_used_at, null as revoked_at, s.scopes, null as key_role,
           s.organization_id, o.status as organization_status,
           s.member_id, m.role as member_role, m.status as member_status
    from member_session s
    join organization o on o.id = s.organization_id
    join member m on m.organization_id = s.organization_id and m.id = s.member_id
    where s.hash = ?`,
  portal: `
    select s.id, s.hash, s.expires_at, null as last_used_at, s.revoked_at, s.scopes, 'admin' as key_role,
           s.organization_id, o.status as organization_status,
           null as member_id, null as member_role, null as member_status
    from portal_session s
    join organization o on o.id = s.organization_id
    where s.hash = ?`,
} as const;
