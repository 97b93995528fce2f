import { createHash } from 'node:crypto';
import type { RemoteUpsert } from '#provider-sdk';
import type { Person, PersonSource } from '../google-contacts.types.js';
import { readContact } from './read-contact.js';

/** The part of a person that is the contact; a profile or a directory entry may be merged into it. */
export const contactSource = ({ metadata }: Person): PersonSource | undefined =>
  metadata?.sources?.find(({ type }) => type === 'CONTACT');

/** The contact's own etag: the person's changes with the profile too, which nobody can write. */
export const etagOf = (person: Person): string => contactSource(person)?.etag ?? person.etag ?? '';

/** A label that is renamed changes no contact, so its name is part of the version. */
const versionOf = (person: Person, groups: readonly string[]): string => {
  if (groups.length === 0) return etagOf(person);
  const names = createHash('sha256').update(JSON.stringify(groups)).digest('base64url').slice(0, 12);
  return `${etagOf(person)} ${names}`;
};

export const personFrom = (data: string): Person => JSON.parse(data) as Person;

export const upsertOf = (person: Person, groups: readonly string[]): RemoteUpsert => {
  const updateTime = contactSource(person)?.updateTime;
  return {
    kind: 'upsert',
    remoteId: person.resourceName,
    version: versionOf(person, groups),
    fields: readContact(person, groups),
    data: JSON.stringify(person),
    modifiedAt: updateTime ? new Date(updateTime) : null,
  };
};
