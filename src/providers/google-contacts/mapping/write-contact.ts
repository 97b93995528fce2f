import type { ContactFields } from '#unified-models';
import type {
  Person,
  PersonBody,
  PersonName,
  PersonOrganization,
  PlainValue,
} from '../google-contacts.types.js';
import { writeBirthday } from './birthday.js';
import { writeEntries } from './entries.js';
import { longest, mainOf } from './read-contact.js';

interface Writing {
  readonly fields: ContactFields;
  readonly changed: readonly string[];
  /** What is there now: what no field expresses is taken from it. */
  readonly present: Person | undefined;
}

/** A person's member, which of our fields it holds, and how it is written. Memberships are written by their names. */
const members: Readonly<Record<string, { of: readonly string[]; write: (writing: Writing) => unknown[] }>> = {
  names: { of: ['displayName', 'givenName', 'familyName'], write: writing => nameOf(writing) },
  nicknames: {
    of: ['nickname'],
    write: ({ fields, present }) => withFirst(present?.nicknames, fields.nickname),
  },
  emailAddresses: {
    of: ['emails'],
    write: ({ fields, present }) => writeEntries(fields.emails, present?.emailAddresses, longest.email),
  },
  phoneNumbers: {
    of: ['phones'],
    write: ({ fields, present }) => writeEntries(fields.phones, present?.phoneNumbers, longest.phone),
  },
  organizations: { of: ['company', 'jobTitle'], write: writing => organizationsOf(writing) },
  birthdays: { of: ['birthday'], write: ({ fields }) => writeBirthday(fields.birthday) },
  biographies: { of: ['notes'], write: ({ fields, present }) => notesOf(fields.notes, present) },
};

/** The members of a person that hold any of the changed fields, whole: an update replaces a member as a whole. */
export const writeContact = (writing: Writing): PersonBody => {
  const touched = Object.entries(members).filter(([, { of }]) =>
    of.some(name => writing.changed.includes(name)),
  );
  return Object.fromEntries(touched.map(([name, { write }]) => [name, write(writing)]));
};

/**
 * Google makes the display name of the parts; it is no part itself. So a changed display name goes as free text, which
 * Google takes apart, unless the parts were changed with it.
 */
const nameOf = ({ fields, changed, present }: Writing): PersonName[] => {
  const { displayName, givenName, familyName } = fields;
  const {
    displayName: _1,
    unstructuredName: _2,
    givenName: _3,
    familyName: _4,
    ...kept
  } = present?.names?.[0] ?? {};
  const isByParts = changed.includes('givenName') || changed.includes('familyName');
  if (isByParts && (givenName !== null || familyName !== null)) {
    return [{ ...kept, ...(givenName ? { givenName } : {}), ...(familyName ? { familyName } : {}) }];
  }
  if (isByParts && !changed.includes('displayName')) return [];
  return displayName === '' ? [] : [{ unstructuredName: displayName }];
};

const withFirst = (present: readonly PlainValue[] | undefined, value: string | null): PlainValue[] => {
  const first = mainOf(present);
  const others = (present ?? []).filter(entry => entry !== first);
  return value === null ? others : [{ ...first, value }, ...others];
};

const organizationsOf = ({ fields, present }: Writing): PersonOrganization[] => {
  const all = present?.organizations ?? [];
  const main = mainOf(all);
  const { name: _1, title: _2, ...kept } = main ?? {};
  const next = {
    ...kept,
    ...(fields.company ? { name: fields.company } : {}),
    ...(fields.jobTitle ? { title: fields.jobTitle } : {}),
  };
  const { metadata: _3, current: _4, ...said } = next as PersonOrganization;
  const written = Object.keys(said).length > 0 ? [next] : [];
  return main ? all.flatMap(entry => (entry === main ? written : [entry])) : written;
};

const notesOf = (notes: string | null, present: Person | undefined): PlainValue[] =>
  notes ? [{ contentType: 'TEXT_PLAIN', ...present?.biographies?.[0], value: notes }] : [];
