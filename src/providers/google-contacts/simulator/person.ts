import type { Membership, PersonName } from '../google-contacts.types.js';
import type { AddressBook, Row, StoredPerson } from './address-book.js';
import { invalid } from './refusal.js';

type Entry = Readonly<Record<string, unknown>>;

/** Members that a client may write: https://developers.google.com/people/api/rest/v1/people/updateContact */
export const writable = [
  ...['addresses', 'biographies', 'birthdays', 'calendarUrls', 'clientData', 'emailAddresses', 'events'],
  ...['externalIds', 'genders', 'imClients', 'interests', 'locales', 'locations', 'memberships'],
  ...['miscKeywords', 'names', 'nicknames', 'occupations', 'organizations', 'phoneNumbers', 'relations'],
  ...['sipAddresses', 'urls', 'userDefined'],
];
const readable = [...writable, 'ageRanges', 'coverPhotos', 'metadata', 'photos', 'skills'];
const singletons = ['biographies', 'birthdays', 'genders', 'names'];

/** A field mask, checked. */
export const maskOf = (mask: string | null, name: string, known = readable): string[] => {
  const fields = (mask ?? '').split(',').filter(field => field !== '');
  if (fields.length === 0) throw invalid(`${name} mask is required. Please specify one or more valid paths.`);
  const wrong = fields.find(field => !known.includes(field));
  if (wrong) throw invalid(`Invalid ${name} mask path: "${wrong}".`);
  return fields;
};

const entriesOf = (body: Entry, name: string): Entry[] => {
  const value = body[name];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalid(`Invalid value at '${name}'.`);
  return value as Entry[];
};

/** The members of a body as Google keeps them; whatever only Google writes is left out. */
export const settledMembers = (body: Entry, names: readonly string[], book: AddressBook): StoredPerson => {
  const settled: Record<string, unknown> = {};
  for (const name of names) {
    const entries = entriesOf(body, name).map(entry => settledEntry(name, entry));
    if (singletons.includes(name) && entries.length > 1) throw invalid(`Multiple ${name} for a contact.`);
    if (entries.length > 0) settled[name] = entries;
  }
  checkMemberships(settled, names, book);
  return settled;
};

const settledEntry = (name: string, entry: Entry): Entry => {
  const { metadata: _1, formattedType: _2, canonicalForm: _3, ...rest } = entry;
  if (name === 'names') return settledName(rest);
  if (name === 'phoneNumbers' && /^\+\d/.test(String(rest['value'])))
    return { ...rest, canonicalForm: String(rest['value']).replaceAll(/[^\d+]/g, '') };
  return rest;
};

/** Free text is taken apart, parts are put together. */
const settledName = (name: PersonName): Entry => {
  const { displayName: _1, unstructuredName, givenName, familyName, ...rest } = name;
  const whole = unstructuredName?.trim() ?? '';
  const [, before, after] = /^(.*)\s(\S+)$/.exec(whole) ?? [];
  const isFree = givenName === undefined && familyName === undefined;
  const parts = isFree ? { givenName: before ?? whole, familyName: after } : { givenName, familyName };
  const displayName = isFree ? whole : [givenName, familyName].filter(part => part).join(' ');
  const said = Object.entries({ ...rest, ...parts }).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  return { ...Object.fromEntries(said), displayName, unstructuredName: displayName };
};

const checkMemberships = (person: StoredPerson, names: readonly string[], book: AddressBook): void => {
  if (!names.includes('memberships')) return;
  const groups = (person.memberships ?? []).flatMap(
    ({ contactGroupMembership }: Membership) => contactGroupMembership?.contactGroupResourceName ?? [],
  );
  if (groups.length === 0) throw invalid('A contact must have at least one contact group membership.');
  const unknown = groups.find(name => !book.groups.has(name));
  if (unknown) throw invalid(`Contact group ${unknown} does not exist.`);
};

export const etagsOf = ({ position }: Row): { readonly person: string; readonly source: string } => ({
  person: `%EgUB${Buffer.from(`p${position}`).toString('base64')}`,
  source: `#${Buffer.from(`s${position}`).toString('base64')}`,
});

const sourceIdOf = (resourceName: string): string => resourceName.replace(/^people\/c?/, '');

/** A person as an answer shows it, with the members that were asked for. */
export const shown = (row: Row, fields: readonly string[], isIncremental = false): Entry => {
  const { resourceName, previousNames } = row;
  if (row.deleted) return { resourceName, metadata: { deleted: true, objectType: 'PERSON' } };
  const source = { type: 'CONTACT', id: sourceIdOf(resourceName) };
  const members = fields.flatMap(field => {
    const entries = row.person[field] as readonly Entry[] | undefined;
    const dressed = entries?.map((entry, index) => ({
      metadata: { ...(index === 0 ? { primary: true } : {}), source },
      ...entry,
    }));
    return dressed ? [[field, dressed] as const] : [];
  });
  const etags = etagsOf(row);
  const metadata = {
    sources: [{ ...source, etag: etags.source, updateTime: row.updatedAt.toISOString() }],
    ...(isIncremental && previousNames.length > 0 ? { previousResourceNames: previousNames } : {}),
    objectType: 'PERSON',
  };
  return {
    ...{ resourceName, etag: etags.person },
    ...(fields.includes('metadata') ? { metadata } : {}),
    ...(fields.includes('photos') ? { photos: [{ url: 'https://lh3.example/letter', default: true }] } : {}),
    ...Object.fromEntries(members),
  };
};
