import type { PushResult, RemoteUpsert } from '#provider-sdk';
import type { ContactFields } from '#unified-models';
import { upsertOf } from '../mapping/person.js';
import { writeContact } from '../mapping/write-contact.js';
import type { Person, PersonBody } from '../google-contacts.types.js';
import type { Groups } from './groups.js';
import { markerOf, markersOf } from './markers.js';
import type { PeopleApi } from './people-api.js';

interface Creation {
  readonly api: PeopleApi;
  readonly groups: Groups;
  readonly recordId: string;
  readonly fields: ContactFields;
}

/** What an earlier try of ours made, wherever it was interrupted. */
export const findCreated = async (api: PeopleApi, recordId: string): Promise<Person | undefined> => {
  const resourceName = await markersOf(api.session).find(api, recordId);
  return resourceName === undefined ? undefined : api.get(resourceName);
};

export const makeContact = async ({ api, groups, recordId, fields }: Creation): Promise<Person> => {
  const markers = markersOf(api.session);
  const body: PersonBody = {
    ...filled(writeContact({ fields, changed: Object.keys(fields), present: undefined })),
    memberships: await groups.memberships(fields.groups, undefined),
    clientData: [markerOf(recordId)],
  };
  try {
    const person = await api.create(body);
    markers.add(recordId, person.resourceName);
    return person;
  } catch (error) {
    // Google may have it all the same, so the next try looks again.
    markers.forget();
    throw error;
  }
};

const filled = (body: PersonBody): PersonBody =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => !Array.isArray(value) || value.length > 0));

export const createContact = async (creation: Creation): Promise<PushResult> => {
  const { api, groups, recordId, fields } = creation;
  const made = await findCreated(api, recordId);
  const person = made ?? (await makeContact(creation));
  const current = upsertOf(person, await groups.of(person));
  return { outcome: made && !isWanted(current, fields) ? 'stale' : 'applied', current };
};

/** Nobody chooses these at Google: it makes the display name, and the rest it does not take. */
const given = ['displayName', 'photoUrl', 'timeZone', 'active', 'custom'];

const isWanted = (current: RemoteUpsert, fields: ContactFields): boolean => {
  const hasParts = fields.givenName !== null || fields.familyName !== null;
  const names = hasParts ? given : [...given.slice(1), 'givenName', 'familyName'];
  return Object.entries(fields)
    .filter(([name]) => !names.includes(name))
    .every(([name, value]) => canonical(current.fields[name]) === canonical(value));
};

/** Sets have no order. */
const canonical = (value: unknown): string =>
  Array.isArray(value)
    ? JSON.stringify(value.map(member => JSON.stringify(member)).toSorted())
    : JSON.stringify(value);
