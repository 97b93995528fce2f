import { createHash } from 'node:crypto';
import { ProviderError } from '#kernel';
import type { ContactGroup, ContactGroupList, Membership, Person } from '../google-contacts.types.js';
import type { GroupPrints } from './cursor.js';
import type { PeopleApi } from './people-api.js';

const everybody = 'contactGroups/myContacts';

/** Google’s own groups have words for names, those of the person have numbers. */
const systemGroup =
  /^contactGroups\/(?:all|blocked|chatBuddies|coworkers|family|friends|myContacts|starred)$/;

const print = (name: string): string => createHash('sha256').update(name).digest('base64url').slice(0, 6);

const groupOf = ({ contactGroupMembership }: Membership): string | undefined =>
  contactGroupMembership?.contactGroupResourceName;

/** The labels a person made (user contact groups), by resource name and by name. Asked for when first needed. */
export class Groups {
  private names: ReadonlyMap<string, string> | undefined;
  private readonly gone = new Set<string>();

  constructor(private readonly api: PeopleApi) {}

  async load(): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    let pageToken: string | undefined;
    do {
      const query = { groupFields: 'groupType,name', pageSize: 1_000, pageToken };
      const page = (
        await this.api.send({ method: 'GET', url: '/contactGroups', query })
      ).json<ContactGroupList>();
      for (const { resourceName, name, groupType } of page.contactGroups ?? [])
        if (groupType === 'USER_CONTACT_GROUP' && name) names.set(resourceName, name);
      pageToken = page.nextPageToken;
    } while (pageToken);
    this.names = names;
    return names;
  }

  /** The labels of a contact. One that we do not know is new since we asked, or gone. */
  async of(person: Person): Promise<string[]> {
    const ids = (person.memberships ?? []).flatMap(membership => groupOf(membership) ?? []);
    const own = ids.filter(id => !systemGroup.test(id));
    if (own.length === 0) return [];
    const asked = await this.known();
    const names = own.every(id => asked.has(id) || this.gone.has(id)) ? asked : await this.load();
    for (const id of own) if (!names.has(id)) this.gone.add(id);
    return own.flatMap(id => names.get(id)?.slice(0, 500) ?? []).toSorted();
  }

  /** What the contact's memberships become: labels are made where they are missing; what is no label stays. */
  async memberships(wanted: readonly string[], present: Person | undefined): Promise<Membership[]> {
    const labels = present?.memberships ? await this.known() : new Map<string, string>();
    const before = present ? (present.memberships ?? []) : [membershipIn(everybody)];
    const kept = before.filter(membership => !labels.has(groupOf(membership) ?? ''));
    const ids: string[] = [];
    for (const name of wanted) ids.push(await this.ensure(name));
    const all = [...kept, ...ids.map(membershipIn)];
    // A contact is always in one group at least.
    return all.some(membership => groupOf(membership)) ? all : [...all, membershipIn(everybody)];
  }

  /** The label of that name, made when there is none. Names are unique, so making it twice makes it once. */
  async ensure(name: string): Promise<string> {
    const known = idIn(await this.known(), name);
    if (known) return known;
    const response = await this.api.send({
      method: 'POST',
      url: '/contactGroups',
      body: { contactGroup: { name }, readGroupFields: 'groupType,name' },
      expect: [409],
      idempotent: true,
    });
    const names = response.status === 409 ? await this.load() : this.add(response.json<ContactGroup>(), name);
    const made = idIn(names, name);
    if (!made) throw new ProviderError('permanent', `Google Contacts takes no label named “${name}”.`);
    return made;
  }

  /** Of the labels as they were last asked for. */
  prints(): GroupPrints {
    return Object.fromEntries([...(this.names ?? [])].map(([id, name]) => [id, print(name)]));
  }

  private async known(): Promise<ReadonlyMap<string, string>> {
    return this.names ?? (await this.load());
  }

  private add({ resourceName }: ContactGroup, name: string): ReadonlyMap<string, string> {
    this.names = new Map([...(this.names ?? []), [resourceName, name]]);
    return this.names;
  }
}

const membershipIn = (contactGroupResourceName: string): Membership => ({
  contactGroupMembership: { contactGroupResourceName },
});

const idIn = (names: ReadonlyMap<string, string>, name: string): string | undefined => {
  const folded = name.toLowerCase();
  const entries = [...names];
  const exact = entries.find(([, other]) => other === name);
  return (exact ?? entries.find(([, other]) => other.toLowerCase() === folded))?.[0];
};
