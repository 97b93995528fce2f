import type { Role } from '#tenancy';

export interface SessionRow {
  readonly id: string;
  readonly realm_id: string;
  readonly account_id: string;
  readonly method: 'password' | 'sso';
  readonly awaits_totp: boolean;
  readonly acts_as: 'operator' | 'member' | null;
  readonly acts_in: string | null;
  readonly seen_at: Date | string;
  readonly authenticated_at: Date | string;
  readonly expires_at: Date | string;
  readonly is_operator: boolean;
  readonly has_totp: boolean;
  readonly organization_status: string | null;
  readonly member_id: string | null;
  readonly member_role: Role | null;
  readonly member_status: string | null;
  readonly is_sso_enforced: boolean | null;
}

/** One look per request: the session, its account, and the member it acts as. */
export const sessionByHash = `
  select s.id, s.organization_id as realm_id, s.account_id, s.method, s.awaits_totp, s.acts_as, s.acts_in,
         s.seen_at, s.authenticated_at, s.expires_at, a.is_operator, a.totp_since is not null as has_totp,
         o.status as organization_status, m.id as member_id, m.role as member_role, m.status as member_status,
         c.is_enforced as is_sso_enforced
  from login_session s
  join user_account a on a.organization_id = s.organization_id and a.id = s.account_id
  left join organization o on o.id = s.acts_in
  left join member_login l on l.organization_id = s.acts_in and l.account_id = s.account_id
  left join member m on m.organization_id = l.organization_id and m.id = l.member_id
  left join sso_connection c on c.organization_id = s.acts_in
  where s.hash = ?`;

export interface PlaceRow {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly member_id: string;
  readonly role: Role;
  readonly member_status: string;
  readonly is_sso_enforced: boolean;
}

/** The organizations in which an account may act. */
export const placesOfAccount = `
  select o.id, o.name, o.status, m.id as member_id, m.role, m.status as member_status,
         coalesce(c.is_enforced, false) as is_sso_enforced
  from member_login l
  join member m on m.organization_id = l.organization_id and m.id = l.member_id
  join organization o on o.id = l.organization_id
  left join sso_connection c on c.organization_id = l.organization_id
  where l.account_id = ?
  order by o.name, o.id`;
