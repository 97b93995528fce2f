import { notFound } from '#kernel';
import {
  cast,
  consents,
  grantsPart,
  Memory,
  type MemoryPart,
  part,
  type Sandbox,
  type SandboxField,
  type SandboxFields,
  type SandboxMaker,
  type SandboxObject,
  type SandboxShelf,
} from '#provider-sdk/simulator';
import type { Person } from '../google-contacts.types.js';
import type { AddressBook, Row, StoredPerson } from './address-book.js';
import { settledMembers } from './person.js';
import { GoogleContactsSimulator } from './simulator.js';

const fields: readonly SandboxField[] = [
  { name: 'name', label: 'Name', type: 'text', required: true },
  { name: 'email', label: 'E-mail', type: 'email' },
  { name: 'phone', label: 'Phone', type: 'text' },
  { name: 'company', label: 'Company', type: 'text' },
  { name: 'title', label: 'Title', type: 'text' },
];

const [ada, grace] = cast;
const people = [
  { id: '108000000000000000001', email: ada.email, name: `${ada.given} ${ada.family}` },
  { id: '108000000000000000002', email: grace.email, name: `${grace.given} ${grace.family}` },
] as const;

const shown = ({ resourceName, person }: Row): SandboxObject => {
  const { names, emailAddresses, phoneNumbers, organizations } = person as unknown as Person;
  const name = names?.[0]?.displayName ?? null;
  return {
    id: resourceName,
    title: name ?? '(no name)',
    fields: {
      name,
      email: emailAddresses?.[0]?.value ?? null,
      phone: phoneNumbers?.[0]?.value ?? null,
      company: organizations?.[0]?.name ?? null,
      title: organizations?.[0]?.title ?? null,
    },
  };
};

/** The first entry of a member takes the value; the others stay. */
const first = (present: unknown, change: object): object[] => {
  const [head, ...rest] = Array.isArray(present) ? (present as readonly object[]) : [];
  return [{ ...head, ...change }, ...rest];
};

const membersOf = (given: SandboxFields, before: StoredPerson | undefined): Record<string, unknown> => {
  const job = {
    ...('company' in given ? { name: given['company'] ?? '' } : {}),
    ...('title' in given ? { title: given['title'] ?? '' } : {}),
  };
  return {
    ...('name' in given ? { names: [{ unstructuredName: given['name'] }] } : {}),
    ...('email' in given ? { emailAddresses: valueIn(before?.['emailAddresses'], given['email']) } : {}),
    ...('phone' in given ? { phoneNumbers: valueIn(before?.['phoneNumbers'], given['phone']) } : {}),
    ...(Object.keys(job).length > 0 ? { organizations: first(before?.['organizations'], job) } : {}),
  };
};

const valueIn = (present: unknown, value: unknown): object[] =>
  value === null || value === '' ? first(present, {}).slice(1) : first(present, { value });

const write = (book: AddressBook, given: SandboxFields, before?: StoredPerson): StoredPerson => {
  const members = membersOf(given, before);
  return { ...before, ...settledMembers(members, Object.keys(members), book) };
};

const memberships = [
  { contactGroupMembership: { contactGroupResourceName: 'contactGroups/myContacts' } },
] as const;

const create = (book: AddressBook, given: SandboxFields): string =>
  book.create({ memberships, ...write(book, given) }).resourceName;

const shelfOf = (google: GoogleContactsSimulator): SandboxShelf => {
  const bookOf = (id: string): AddressBook => {
    if (!people.some(person => person.id === id)) throw notFound('address book');
    return google.book(id);
  };
  const rowOf = (book: AddressBook, id: string): Row => {
    const row = book.find(id);
    if (!row) throw notFound('contact');
    return row;
  };
  return {
    containers: () =>
      people.map(({ id, name }) => ({
        ...{ id, name: `Contacts of ${name}`, kind: 'contact', accountId: id, writable: true, fields },
      })),
    objects: id => bookOf(id).living().map(shown),
    create: (id, given) => create(bookOf(id), given),
    edit(containerId, id, given) {
      const book = bookOf(containerId);
      const row = rowOf(book, id);
      book.put(row.resourceName, write(book, given, row.person));
    },
    remove(containerId, id) {
      const book = bookOf(containerId);
      book.remove(rowOf(book, id).resourceName);
    },
  };
};

const outsiders = [
  ['Helen Abbott', 'helen.abbott@northwind.example', '+44 20 7946 0991', 'Northwind', 'Buyer'],
  ['Tomás Ruiz', 'tomas@ruiz-partners.example', '+44 20 7946 0992', 'Ruiz & Partners', 'Lawyer'],
  ['Ingrid Holm', 'ingrid@fjordworks.example', '+44 20 7946 0993', 'Fjordworks', 'Founder'],
] as const;

const seed = (google: GoogleContactsSimulator): void => {
  for (const { id, email: own } of people) {
    const book = google.book(id);
    for (const { given, family, email, phone, title } of cast)
      if (email !== own) create(book, { name: `${given} ${family}`, email, phone, company: 'Acme', title });
    for (const [name, email, phone, company, title] of outsiders)
      create(book, { name, email, phone, company, title });
  }
};

const remembered = (google: GoogleContactsSimulator): Record<string, MemoryPart> => ({
  grants: grantsPart(google.accounts),
  feed: part(google.connections, 'epoch'),
  ...Object.fromEntries(
    people.map(({ id }) => [`book ${id}`, part(google.book(id), 'rows', 'last', 'made', 'groups')]),
  ),
});

export const googleContactsSandbox: SandboxMaker = {
  provider: 'google-contacts',
  async start({ port, clock, client, redirectUri, clientName, reasons }): Promise<Sandbox> {
    const clients = [{ ...client, redirectUris: [redirectUri] }];
    const google = await GoogleContactsSimulator.start({ port, clock, clients, people });
    Object.assign(google.accounts.behaviour, { clientName, reasons });
    const { url } = google.server;
    return {
      server: google.server,
      urls: {
        ...{ authorize: `${url}/o/oauth2/v2/auth`, token: `${url}/token`, revoke: `${url}/revoke` },
        api: google.apiUrl,
      },
      shelf: shelfOf(google),
      memory: new Memory(() => remembered(google)),
      ...consents(google.accounts),
      expireCursors: () => google.expireCursors(),
      seed: () => seed(google),
      stop: () => google.server.stop(),
    };
  },
};
