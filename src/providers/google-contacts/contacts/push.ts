import type { DeleteChange, ProviderSession, PushResult, RecordChange, UpsertChange } from '#provider-sdk';
import type { ContactFields, Fields } from '#unified-models';
import type { Person, PersonBody } from '../google-contacts.types.js';
import { contactSource, etagOf, personFrom, upsertOf } from '../mapping/person.js';
import { writeContact } from '../mapping/write-contact.js';
import { createContact } from './create.js';
import { Groups } from './groups.js';
import { PeopleApi } from './people-api.js';

export const pushContact = async (session: ProviderSession, change: RecordChange): Promise<PushResult> => {
  const api = new PeopleApi(session);
  const groups = new Groups(api);
  if (change.kind === 'delete') return remove(api, groups, change);
  const fields = asContact(change.fields);
  const { recordId, changed, remote } = change;
  if (!remote) return createContact({ api, groups, recordId, fields });
  return update({ api, groups, fields, changed, remote });
};

/** The hub checks fields against the model before it pushes them. */
const asContact = (fields: Fields): ContactFields => fields as ContactFields;

interface Update {
  readonly api: PeopleApi;
  readonly groups: Groups;
  readonly fields: ContactFields;
  readonly changed: readonly string[];
  readonly remote: NonNullable<UpsertChange['remote']>;
}

const update = async ({ api, groups, fields, changed, remote }: Update): Promise<PushResult> => {
  const seen = personFrom(remote.data);
  const members: PersonBody = {
    ...writeContact({ fields, changed, present: seen }),
    ...(changed.includes('groups') ? { memberships: await groups.memberships(fields.groups, seen) } : {}),
  };
  const names = Object.keys(members);
  // Photos, zones and the like are Google's: nothing to write.
  if (names.length === 0) return { outcome: 'applied', current: upsertOf(seen, await groups.of(seen)) };
  const person = await api.update(remote.id, { ...identityOf(seen), ...members }, names);
  return person
    ? { outcome: 'applied', current: upsertOf(person, await groups.of(person)) }
    : presentAs('stale', { api, groups, id: remote.id });
};

/** Google compares the etag of the source that is written, and refuses when it is another one by now. */
const identityOf = (seen: Person): PersonBody => ({
  resourceName: seen.resourceName,
  metadata: { sources: [{ type: 'CONTACT', id: contactSource(seen)?.id, etag: etagOf(seen) }] },
});

interface Place {
  readonly api: PeopleApi;
  readonly groups: Groups;
  readonly id: string;
}

const presentAs = async (outcome: PushResult['outcome'], { api, groups, id }: Place): Promise<PushResult> => {
  const present = await api.get(id);
  return {
    outcome,
    current: present ? upsertOf(present, await groups.of(present)) : { kind: 'delete', remoteId: id },
  };
};

/** Google deletes whatever the etag, so it is looked at first; what changes in between goes unseen. */
const remove = async (api: PeopleApi, groups: Groups, { remote }: DeleteChange): Promise<PushResult> => {
  const present = await api.get(remote.id);
  if (present && etagOf(present) !== etagOf(personFrom(remote.data)))
    return { outcome: 'stale', current: upsertOf(present, await groups.of(present)) };
  if (present) await api.remove(remote.id);
  return { outcome: 'applied', current: { kind: 'delete', remoteId: remote.id } };
};
