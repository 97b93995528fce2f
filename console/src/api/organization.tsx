import { createContext, useContext } from 'react';

export type Role = 'owner' | 'admin' | 'member' | 'auditor';

export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

const OrganizationContext = createContext<Organization | null>(null);

export const OrganizationProvider = OrganizationContext.Provider;

/** The organization whose pages are open. */
export const useOrganization = (): Organization => {
  const organization = useContext(OrganizationContext);
  if (organization === null) throw new Error('This page belongs to an organization.');
  return organization;
};

const ranks: Readonly<Record<Role, number>> = { auditor: 0, member: 1, admin: 2, owner: 3 };

/** Whether the person may do what needs `role`. Only hides what the hub would refuse; the hub decides. */
export const useMay = (role: Role): boolean => ranks[useOrganization().role] >= ranks[role];
