export const roles = ['owner', 'admin', 'member', 'auditor'] as const;
/** What a member or key of an organization may do. */
export type Role = (typeof roles)[number];
/** A role as routes name it: an organization's, or the operator of the installation. */
export type AccessRole = Role | 'operator';

const grantable: Record<Role, readonly Role[]> = {
  owner: roles,
  admin: ['admin', 'member', 'auditor'],
  member: ['member'],
  auditor: ['auditor'],
};

/** Nobody hands out more than they have: may `giver` make, change or act as something of role `given`? */
export const mayGrant = (giver: AccessRole, given: Role): boolean =>
  giver !== 'operator' && grantable[giver].includes(given);

/**
 * A key of a member never outranks the member: demoting the member demotes the key. It never outranks itself either:
 * between roles of which neither includes the other, such as member and auditor, nothing is left.
 */
export const cappedBy = (key: Role, member: Role): Role | null => {
  if (mayGrant(member, key)) return key;
  return mayGrant(key, member) ? member : null;
};
