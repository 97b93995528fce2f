import type { ContactFields } from '#unified-models';

interface Labelled {
  readonly value: string;
  readonly label: string | null;
}

/** Change here: what the vendor keeps of a contact, as it stands in its JSON. */
export interface Members {
  readonly name: string;
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  readonly emails?: readonly Labelled[];
  readonly company?: string | null;
  readonly notes?: string | null;
}

/** Complete: a field that the vendor does not know is what it is by default. */
export const readMembers = (members: Members): ContactFields => ({
  displayName: members.name,
  givenName: members.first_name ?? null,
  familyName: members.last_name ?? null,
  nickname: null,
  emails: [...(members.emails ?? [])],
  phones: [],
  company: members.company ?? null,
  jobTitle: null,
  birthday: null,
  notes: members.notes ?? null,
  photoUrl: null,
  groups: [],
  timeZone: null,
  active: true,
});

/** What a changed field comes to. One without an entry is not the vendor's to keep and never sent. */
export const writers: { readonly [F in keyof ContactFields]?: (fields: ContactFields) => Partial<Members> } = {
  displayName: ({ displayName }) => ({ name: displayName }),
  givenName: ({ givenName }) => ({ first_name: givenName }),
  familyName: ({ familyName }) => ({ last_name: familyName }),
  emails: ({ emails }) => ({ emails }),
  company: ({ company }) => ({ company }),
  notes: ({ notes }) => ({ notes }),
};
