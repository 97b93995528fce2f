import type { EmployeeFields } from '#unified-models';

/** Change here: what the vendor keeps of an employee, as it stands in its JSON. */
export interface Members {
  readonly name: string;
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  readonly work_email?: string | null;
  readonly title?: string | null;
  readonly department?: string | null;
  readonly inactive?: boolean;
}

/** Private data: before the vendor is asked for any of it, name the fields in the manifest's `guarded`. */
const unread = {
  birthday: null,
  gender: null,
  maritalStatus: null,
  nationality: null,
  personalEmail: null,
  personalPhone: null,
  homeAddress: null,
  nationalId: null,
  payRate: null,
};

/** Complete: a field that the vendor does not know is what it is by default. */
export const readMembers = (members: Members): EmployeeFields => ({
  ...unread,
  displayName: members.name,
  givenName: members.first_name ?? null,
  familyName: members.last_name ?? null,
  preferredName: null,
  employeeNumber: null,
  status: members.inactive ? 'inactive' : 'active',
  workEmail: members.work_email ?? null,
  workPhone: null,
  mobilePhone: null,
  jobTitle: members.title ?? null,
  department: members.department ?? null,
  division: null,
  location: null,
  manager: null,
  hireDate: null,
  terminationDate: null,
  photoUrl: null,
  timeZone: null,
});

type Writer = (fields: EmployeeFields) => Partial<Members>;

/** What a changed field comes to. One without an entry is not the vendor's to keep and never sent. */
export const writers: { readonly [F in keyof EmployeeFields]?: Writer } = {
  displayName: ({ displayName }) => ({ name: displayName }),
  givenName: ({ givenName }) => ({ first_name: givenName }),
  familyName: ({ familyName }) => ({ last_name: familyName }),
  workEmail: ({ workEmail }) => ({ work_email: workEmail }),
  jobTitle: ({ jobTitle }) => ({ title: jobTitle }),
  department: ({ department }) => ({ department }),
  status: ({ status }) => ({ inactive: status === 'inactive' }),
};
