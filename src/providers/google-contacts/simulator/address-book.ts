import type { Clock } from '#kernel';
import type { ContactGroup, Person } from '../google-contacts.types.js';
import { missing, refuse } from './refusal.js';

/** A contact as the simulator keeps it: the members that clients gave, settled. */
export type StoredPerson = Readonly<Record<string, unknown>> & Pick<Person, 'memberships' | 'photos'>;

export interface Row {
  readonly resourceName: string;
  readonly person: StoredPerson;
  /** Position of the last change; a sync token is a position. */
  readonly position: number;
  readonly updatedAt: Date;
  readonly deleted: boolean;
  readonly previousNames: readonly string[];
  /** The state before. */
  readonly before?: Row;
}

const asOf = (row: Row | undefined, until: number): Row | undefined =>
  row === undefined || row.position <= until ? row : asOf(row.before, until);

const system = (id: string): ContactGroup => ({
  resourceName: `contactGroups/${id}`,
  name: id,
  groupType: 'SYSTEM_CONTACT_GROUP',
});

/** One account's contacts, in the order of their last change, and its labels. Deleted contacts stay as tombstones. */
export class AddressBook {
  private readonly rows = new Map<string, Row>();
  private last = 0;
  private made = 0;
  readonly groups = new Map<string, ContactGroup>(
    ['myContacts', 'starred', 'friends', 'family', 'coworkers', 'blocked'].map(id => [
      `contactGroups/${id}`,
      system(id),
    ]),
  );

  constructor(private readonly clock: Clock) {}

  get position(): number {
    return this.last;
  }

  living(): Row[] {
    return [...this.rows.values()].filter(({ deleted }) => !deleted);
  }

  find(resourceName: string): Row | undefined {
    const renamed = this.living().find(({ previousNames }) => previousNames.includes(resourceName));
    const row = this.rows.get(resourceName);
    return row && !row.deleted ? row : renamed;
  }

  get(resourceName: string): Row {
    const row = this.find(resourceName);
    if (!row) throw missing();
    return row;
  }

  /** Rows as they were at a position, of those changed after another one; oldest change first. */
  between(after: number, until: number): Row[] {
    return [...this.rows.values()]
      .flatMap(row => asOf(row, until) ?? [])
      .filter(({ position }) => position > after)
      .sort((a, b) => a.position - b.position);
  }

  create(person: StoredPerson): Row {
    this.made += 1;
    return this.put(`people/c${4_000_000_000 + this.made}`, person);
  }

  put(resourceName: string, person: StoredPerson): Row {
    return this.write(resourceName, person, { deleted: false });
  }

  remove(resourceName: string): void {
    const { person } = this.get(resourceName);
    this.write(resourceName, person, { deleted: true });
  }

  /** What Google does when it links a contact with a profile: the contact goes on under another name. */
  rename(from: string, to: string): void {
    const { person, previousNames } = this.get(from);
    this.rows.delete(from);
    this.write(to, person, { deleted: false, previousNames: [...previousNames, from] });
  }

  createGroup(name: string): ContactGroup {
    const isTaken = [...this.groups.values()].some(group => group.name?.toLowerCase() === name.toLowerCase());
    if (isTaken) throw refuse(409, 'ALREADY_EXISTS', 'Contact group name already exists.');
    const id = (0x1a2b3c + this.groups.size).toString(16);
    const group = { resourceName: `contactGroups/${id}`, name, groupType: 'USER_CONTACT_GROUP' };
    this.groups.set(group.resourceName, group);
    return group;
  }

  /** No contact changes with it. */
  renameGroup(from: string, to: string): void {
    const group = [...this.groups.values()].find(({ name }) => name === from);
    if (!group) throw missing();
    this.groups.set(group.resourceName, { ...group, name: to });
  }

  private write(
    resourceName: string,
    person: StoredPerson,
    { deleted, previousNames }: { readonly deleted: boolean; readonly previousNames?: readonly string[] },
  ): Row {
    this.last += 1;
    const before = this.rows.get(resourceName);
    const row: Row = {
      ...{ resourceName, person, deleted, position: this.last, updatedAt: this.clock.now() },
      previousNames: previousNames ?? before?.previousNames ?? [],
      ...(before ? { before } : {}),
    };
    this.rows.set(resourceName, row);
    return row;
  }
}
