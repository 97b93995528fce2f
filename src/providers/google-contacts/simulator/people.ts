import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import type { Membership, Person } from '../google-contacts.types.js';
import type { AddressBook, Row } from './address-book.js';
import { etagsOf, maskOf, settledMembers, shown, writable } from './person.js';
import { invalid, missing, refuse } from './refusal.js';

type Body = Readonly<Record<string, unknown>>;
const ok = (body: unknown): SimulatorReply => ({ status: 200, body });
const readMask = ({ url }: SimulatorRequest): string[] =>
  maskOf(url.searchParams.get('personFields') ?? writable.join(','), 'personFields');

/** Members beside which a body may have nothing. */
const own = ['resourceName', 'etag', 'metadata', 'photos', ...writable];

const bodyOf = (request: SimulatorRequest): Body => {
  const body = request.json();
  const wrong = Object.keys(body).find(name => !own.includes(name));
  if (wrong) throw invalid(`Invalid JSON payload received. Unknown name "${wrong}": Cannot find field.`);
  return body;
};

export const getPerson = (book: AddressBook, request: SimulatorRequest): SimulatorReply => {
  const fields = maskOf(request.url.searchParams.get('personFields'), 'personFields');
  return ok(shown(book.get(`people/${request.params['person']}`), fields));
};

export const batchGet = (book: AddressBook, request: SimulatorRequest): SimulatorReply => {
  const query = request.url.searchParams;
  const fields = maskOf(query.get('personFields'), 'personFields');
  const names = query.getAll('resourceNames');
  if (names.length > 50) throw invalid('Too many resource names.');
  const responses = names.map(requestedResourceName => {
    const row = book.find(requestedResourceName);
    return row
      ? { requestedResourceName, httpStatusCode: 200, status: {}, person: shown(row, fields) }
      : { requestedResourceName, httpStatusCode: 404, status: { code: 5 } };
  });
  return ok({ responses });
};

export const createPerson = (book: AddressBook, request: SimulatorRequest): SimulatorReply => {
  const mask = readMask(request);
  const body = bodyOf(request);
  const everybody = [{ contactGroupMembership: { contactGroupResourceName: 'contactGroups/myContacts' } }];
  const person = settledMembers({ memberships: everybody, ...body }, writable, book);
  return ok(shown(book.create(person), mask));
};

/** `people/{id}:updateContact`: the named members are replaced as wholes, the others stay. */
export const updatePerson = (book: AddressBook, request: SimulatorRequest): SimulatorReply => {
  const row = book.get(`people/${nameOf(request, 'updateContact')}`);
  const mask = maskOf(request.url.searchParams.get('updatePersonFields'), 'updatePersonFields', writable);
  const body = bodyOf(request);
  checkEtag(row, body as unknown as Person);
  const kept = Object.fromEntries(Object.entries(row.person).filter(([name]) => !mask.includes(name)));
  const person = { ...kept, ...settledMembers(body, mask, book) };
  return ok(shown(book.put(row.resourceName, person), readMask(request)));
};

export const deletePerson = (book: AddressBook, request: SimulatorRequest): SimulatorReply => {
  book.remove(book.get(`people/${nameOf(request, 'deleteContact')}`).resourceName);
  return ok({});
};

const nameOf = ({ params }: SimulatorRequest, verb: string): string => {
  const [name = '', given] = (params['person'] ?? '').split(':');
  if (given !== verb) throw missing();
  return name;
};

const checkEtag = (row: Row, { metadata, etag }: Person): void => {
  const source = metadata?.sources?.find(({ type }) => type === 'CONTACT');
  if (!source && !etag) throw invalid('Request must set person.metadata.sources of the contact.');
  const etags = etagsOf(row);
  if (source?.etag === etags.source || etag === etags.person) return;
  const message = 'Request person.etag is different than the current person.etag. Get the latest person.';
  throw refuse(400, 'FAILED_PRECONDITION', message);
};

/** Members of a label change with their contacts. */
export const modifyMembers = (book: AddressBook, request: SimulatorRequest): SimulatorReply => {
  const groupName = `contactGroups/${request.params['group']}`;
  if (!book.groups.has(groupName)) throw missing();
  const body = request.json();
  const [added, removed] = ['resourceNamesToAdd', 'resourceNamesToRemove'].map(
    name => (body[name] ?? []) as string[],
  );
  const isIn = (membership: Membership): boolean =>
    membership.contactGroupMembership?.contactGroupResourceName === groupName;
  const change = (name: string, isMember: boolean): boolean => {
    const row = book.find(name);
    const others = (row?.person.memberships ?? []).filter(membership => !isIn(membership));
    const one = { contactGroupMembership: { contactGroupResourceName: groupName } };
    if (row) book.put(row.resourceName, { ...row.person, memberships: isMember ? [...others, one] : others });
    return row !== undefined;
  };
  const notFound = [
    ...(added ?? []).filter(name => !change(name, true)),
    ...(removed ?? []).filter(name => !change(name, false)),
  ];
  return ok(notFound.length > 0 ? { notFoundResourceNames: notFound } : {});
};
