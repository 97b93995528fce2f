import type { ContactFields } from '#unified-models';
import type { FieldMetadata, Person } from '../google-contacts.types.js';
import { readBirthday } from './birthday.js';
import { readEntries } from './entries.js';

export const longest = { email: 320, phone: 100 } as const;

const text = (value: string | undefined, limit: number): string | null => value?.slice(0, limit) || null;

/** Somebody may have several, in no order that Google promises; the model has one. */
export const mainOf = <T extends { readonly metadata?: FieldMetadata }>(
  entries: readonly T[] | undefined,
): T | undefined => entries?.find(({ metadata }) => metadata?.primary) ?? entries?.[0];

/** Of a contact without a name Google shows what else there is. */
const displayNameOf = ({ names, ...person }: Person): string =>
  names?.[0]?.displayName ??
  names?.[0]?.unstructuredName ??
  mainOf(person.nicknames)?.value ??
  mainOf(person.organizations)?.name ??
  mainOf(person.emailAddresses)?.value ??
  mainOf(person.phoneNumbers)?.value ??
  '';

/** Google’s stand-in letter is no photo. */
const photoOf = ({ photos }: Person): string | null =>
  photos?.find(photo => photo.url && !photo.default)?.url ?? null;

export const readContact = (person: Person, groups: readonly string[]): ContactFields => {
  const [name] = person.names ?? [];
  const organization = mainOf(person.organizations);
  return {
    displayName: displayNameOf(person).slice(0, 1_000),
    givenName: text(name?.givenName, 500),
    familyName: text(name?.familyName, 500),
    nickname: text(mainOf(person.nicknames)?.value, 500),
    emails: readEntries(person.emailAddresses, longest.email),
    phones: readEntries(person.phoneNumbers, longest.phone),
    company: text(organization?.name, 1_000),
    jobTitle: text(organization?.title, 1_000),
    birthday: readBirthday(person.birthdays),
    notes: text(person.biographies?.[0]?.value, 1_000_000),
    photoUrl: photoOf(person),
    groups: [...groups],
    timeZone: null,
    active: true,
  };
};
