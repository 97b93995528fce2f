import { ProviderError } from '#kernel';
import type { ProviderRequest, ProviderResponse, ProviderSession } from '#provider-sdk';
import { containerId } from '../account.js';
import { explain, explainCursor, failure, reasonsOf } from '../explain.js';
import type { ConnectionList, Person, PersonBody, PersonResponses } from '../google-contacts.types.js';
import { contactSource } from '../mapping/person.js';

/** Everything that a contact holds and we may ask for, so that what no field expresses is kept and written back. */
export const personFields = [
  ...['addresses', 'biographies', 'birthdays', 'calendarUrls', 'clientData', 'emailAddresses', 'events'],
  ...['externalIds', 'genders', 'imClients', 'interests', 'locations', 'memberships', 'metadata'],
  ...['miscKeywords', 'names', 'nicknames', 'occupations', 'organizations', 'phoneNumbers', 'photos'],
  ...['relations', 'sipAddresses', 'urls', 'userDefined'],
].join(',');

/** The contact alone, without what a profile that Google linked with it adds. */
const sources = 'READ_SOURCE_TYPE_CONTACT';
const whole = { personFields, sources };
const pageSize = 500;
/** Google takes no more names in one request. */
const batchSize = 50;

/** The people API of one account: https://developers.google.com/people/api/rest */
export class PeopleApi {
  constructor(readonly session: ProviderSession) {}

  /** Beside a token every other parameter has to be what it was in the first request. */
  async page(tokens: { readonly syncToken?: string; readonly pageToken?: string }): Promise<ConnectionList> {
    const hasCursor = tokens.syncToken !== undefined || tokens.pageToken !== undefined;
    const response = await this.send({
      method: 'GET',
      url: `/${containerId}/connections`,
      query: { ...whole, pageSize, requestSyncToken: true, ...tokens },
      ...(hasCursor ? { explain: explainCursor(this.session.now) } : {}),
    });
    return response.json();
  }

  /**
   * Who was changed at or after an instant, last changed first, each with its etag and what clients noted. No sync request, so that it is not behind.
   */
  async changedSince(from: number): Promise<Person[]> {
    const all: Person[] = [];
    let pageToken: string | undefined;
    do {
      const page = await this.newest(pageToken);
      const people = page.connections ?? [];
      const young = people.filter(person => changedAt(person) >= from);
      all.push(...young);
      pageToken = young.length < people.length ? undefined : page.nextPageToken;
    } while (pageToken);
    return all;
  }

  async get(resourceName: string): Promise<Person | undefined> {
    const response = await this.send({ method: 'GET', url: at(resourceName), query: whole, expect: [404] });
    return response.status === 200 ? response.json() : undefined;
  }

  /** By the names they were asked for; who is gone is missing. */
  async getAll(resourceNames: readonly string[]): Promise<Map<string, Person>> {
    const people = new Map<string, Person>();
    for (let start = 0; start < resourceNames.length; start += batchSize) {
      const asked = resourceNames.slice(start, start + batchSize);
      const names = asked.map(name => `resourceNames=${encodeURIComponent(name)}`).join('&');
      const response = await this.send({ method: 'GET', url: `/people:batchGet?${names}`, query: whole });
      for (const { requestedResourceName: name, person } of response.json<PersonResponses>().responses ?? [])
        if (name && person?.resourceName && !person.metadata?.deleted) people.set(name, person);
    }
    return people;
  }

  async create(body: PersonBody): Promise<Person> {
    return (await this.send({ method: 'POST', url: '/people:createContact', query: whole, body })).json();
  }

  /** Undefined when it is gone or somebody changed it: the body names the etag, so that it may be sent twice. */
  async update(
    resourceName: string,
    body: PersonBody,
    members: readonly string[],
  ): Promise<Person | undefined> {
    const response = await this.send({
      method: 'PATCH',
      url: `${at(resourceName)}:updateContact`,
      query: { updatePersonFields: members.join(','), ...whole },
      body,
      expect: [400, 404],
      idempotent: true,
    });
    if (response.status === 200) return response.json();
    if (response.status === 400 && !isStale(response))
      throw failure('permanent', response, this.session.now());
    return undefined;
  }

  /** Also when it was gone before. */
  async remove(resourceName: string): Promise<void> {
    await this.send({ method: 'DELETE', url: `${at(resourceName)}:deleteContact`, expect: [404] });
  }

  private async newest(pageToken: string | undefined): Promise<ConnectionList> {
    const query = {
      ...{ personFields: 'clientData,metadata', sources, pageSize: 1_000 },
      ...{ sortOrder: 'LAST_MODIFIED_DESCENDING', pageToken },
    };
    const url = `/${containerId}/connections`;
    return (await this.send({ method: 'GET', url, query })).json();
  }

  async send(request: ProviderRequest): Promise<ProviderResponse> {
    const { session } = this;
    session.signal.throwIfAborted();
    const url = `${session.apiUrl}${request.url}`;
    return session.http.request({ explain: explain(session.now), ...request, url });
  }
}

/** Who has no time is looked at. */
const changedAt = (person: Person): number =>
  Date.parse(contactSource(person)?.updateTime ?? '') || Number.POSITIVE_INFINITY;

const at = (resourceName: string): string => {
  if (/^people\/[A-Za-z0-9_-]+$/.test(resourceName)) return `/${resourceName}`;
  throw new ProviderError('not_found', 'Google Contacts has no contact of that name.');
};

/** Not 412: https://developers.google.com/people/api/rest/v1/people/updateContact */
const isStale = (response: ProviderResponse): boolean =>
  reasonsOf(response).some(reason => /^failed_?precondition$/i.test(reason));
