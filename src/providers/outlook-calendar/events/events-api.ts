import type { ProviderResponse, ProviderSession } from '#provider-sdk';
import { explainCursor } from '../explain.js';
import { call, type GraphRequest, membersOf, ownLink } from '../graph-api.js';
import type { EventParts, GraphEvent, GraphEventBody, GraphPage } from '../graph.types.js';
import { propertyFilter, recordProperty } from '../mapping/extras.js';
import { isSeries, partsOf } from './parts.js';

/** Rows of one page. Graph's default is ten. */
export const pageSize = 200;

/** A write that a precondition or the object's absence refused; the caller looks at what is there now. */
const refused = [404, 410, 412] as const;

const withExtras = `singleValueExtendedProperties($filter=${propertyFilter})`;

/** What a series has besides is told only when one series is asked for by name, and only of what is selected. */
const seriesMembers = [
  ...['id', 'changeKey', 'type', 'seriesMasterId', 'iCalUId', 'transactionId', 'webLink'],
  ...['createdDateTime', 'lastModifiedDateTime', 'originalStart', 'originalStartTimeZone'],
  ...['originalEndTimeZone', 'subject', 'body', 'location', 'start', 'end', 'isAllDay', 'isCancelled'],
  ...['showAs', 'sensitivity', 'attendees', 'organizer', 'responseStatus', 'isReminderOn'],
  ...['reminderMinutesBeforeStart', 'categories', 'recurrence', 'cancelledOccurrences'],
].join();

/**
 * The events of one calendar. Graph sends its own invitations and updates to the attendees of what is written; it cannot
 * be asked not to.
 */
export class EventsApi {
  private readonly calendar: string;
  private readonly base: string;

  constructor(
    private readonly session: ProviderSession,
    containerId: string,
  ) {
    this.calendar = `/me/calendars/${encodeURIComponent(containerId)}`;
    this.base = `${this.calendar}/events`;
  }

  /** Single events and series; occurrences are no rows here. */
  async page(link: string | undefined): Promise<GraphPage<GraphEvent>> {
    const fresh = { url: this.base, query: { $top: pageSize, $expand: withExtras } };
    return this.follow(link, fresh);
  }

  /** The view's own bounds are part of the links that come back. */
  async delta(link: string | undefined, from: Date, to: Date): Promise<GraphPage<GraphEvent>> {
    const query = { startDateTime: from.toISOString(), endDateTime: to.toISOString() };
    return this.follow(link, { url: `${this.calendar}/calendarView/delta`, query });
  }

  async get(id: string): Promise<GraphEvent | undefined> {
    const request = { method: 'GET', url: this.at(id), query: { $expand: withExtras }, expect: [404, 410] };
    const response = await this.send(request);
    return response.status === 200 ? response.json() : undefined;
  }

  /**
   * The event with all its exceptions; undefined when this calendar does not have it (any more).
   * https://learn.microsoft.com/graph/api/event-get#example-5-get-a-series-master-event-with-exceptions
   */
  async gather(id: string): Promise<EventParts | undefined> {
    const event = await this.get(id);
    if (!event) return undefined;
    return isSeries(event) ? this.series(id) : partsOf(event);
  }

  async series(id: string): Promise<EventParts | undefined> {
    const query = { $select: seriesMembers, $expand: `exceptionOccurrences,${withExtras}` };
    const response = await this.send({ method: 'GET', url: this.at(id), query, expect: [404, 410] });
    return response.status === 200 ? partsOf(response.json<GraphEvent>()) : undefined;
  }

  /** Events of ours, by the record they were made for. */
  async marked(recordId: string): Promise<GraphEvent | undefined> {
    const value = recordId.replaceAll("'", "''");
    const filter = `singleValueExtendedProperties/any(ep: ep/id eq '${recordProperty}' and ep/value eq '${value}')`;
    const query = { $filter: filter, $top: 1 };
    const response = await this.send({ method: 'GET', url: this.base, query });
    return response.json<GraphPage<GraphEvent>>().value?.[0];
  }

  /** Undefined when the transaction was used before. Its id makes repeating harmless. */
  async create(body: GraphEventBody): Promise<GraphEvent | undefined> {
    const request = { method: 'POST', url: this.base, body, expect: [409], idempotent: true };
    const response = await this.send(request);
    return response.status === 409 ? undefined : response.json();
  }

  /** Changes the named members; with an etag it may be repeated, for the second time is refused. */
  async patch(id: string, body: GraphEventBody, etag: string | undefined): Promise<GraphEvent | undefined> {
    const idempotent = etag !== undefined;
    const request = { method: 'PATCH', url: this.at(id), body, headers: ifMatch(etag), idempotent };
    const response = await this.send({ ...request, expect: refused });
    return response.status < 300 ? response.json() : undefined;
  }

  /** `gone` also when it was gone before. */
  async remove(id: string, etag: string | undefined): Promise<'gone' | 'changed'> {
    const request = { method: 'DELETE', url: this.at(id), headers: ifMatch(etag), expect: refused };
    return (await this.send(request)).status === 412 ? 'changed' : 'gone';
  }

  /** Occurrences of a series that touch a span of time. */
  instances(id: string, from: string, to: string): AsyncGenerator<GraphEvent> {
    const query = { startDateTime: from, endDateTime: to };
    return membersOf(this.session, { method: 'GET', url: `${this.at(id)}/instances`, query, pageSize });
  }

  private async follow(
    link: string | undefined,
    fresh: Pick<GraphRequest, 'url' | 'query'>,
  ): Promise<GraphPage<GraphEvent>> {
    const address =
      link === undefined
        ? fresh
        : { url: ownLink(this.session, link), explain: explainCursor(this.session.now) };
    const response = await this.send({ method: 'GET', ...address, pageSize });
    return response.json();
  }

  private at(id: string): string {
    return `${this.base}/${encodeURIComponent(id)}`;
  }

  private send(request: GraphRequest): Promise<ProviderResponse> {
    return call(this.session, request);
  }
}

const ifMatch = (etag: string | undefined): Record<string, string> => (etag ? { 'if-match': etag } : {});
