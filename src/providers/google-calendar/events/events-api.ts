import type { ProviderRequest, ProviderResponse, ProviderSession } from '#provider-sdk';
import { explain, explainCursor } from '../explain.js';
import type { EventParts, GoogleEvent, GoogleEventBody, GoogleEventList } from '../google-calendar.types.js';
import { isSeries, partsOf } from './parts.js';

/** Rows of one page. Small enough that a crash loses little, large enough that most calendars need one or two. */
export const pageSize = 250;

/**
 * A write that a precondition or the object's absence refused. `undefined` answers of the methods mean just this, and
 * the caller looks at what is there now.
 */
const refused = [404, 410, 412] as const;

/** The events of one calendar. Nobody is sent an e-mail about what the hub writes: `sendUpdates=none`. */
export class EventsApi {
  private readonly base: string;

  constructor(
    private readonly session: ProviderSession,
    containerId: string,
  ) {
    this.base = `${session.apiUrl}/calendars/${encodeURIComponent(containerId)}/events`;
  }

  /**
   * `showDeleted` stays out: it must not be false beside a sync token, which brings deletions anyway, and without one
   * cancelled occurrences of living series come unasked.
   */
  async page(tokens: { readonly syncToken?: string; readonly pageToken?: string }): Promise<GoogleEventList> {
    const hasCursor = tokens.syncToken !== undefined || tokens.pageToken !== undefined;
    const query = { singleEvents: false, maxResults: pageSize, ...tokens };
    const response = await this.send({
      method: 'GET',
      url: this.base,
      query,
      ...(hasCursor ? { explain: explainCursor(this.session.now) } : {}),
    });
    return response.json();
  }

  async get(id: string): Promise<GoogleEvent | undefined> {
    const response = await this.send({ method: 'GET', url: this.at(id), expect: [404, 410] });
    return response.status === 200 ? response.json() : undefined;
  }

  /** The event with all rows of its series, undefined when it is gone. One UID covers a series and its occurrences. */
  async gather(id: string, uid?: string): Promise<EventParts | undefined> {
    const master = uid === undefined ? await this.get(id) : undefined;
    if (uid === undefined && (!master || master.status === 'cancelled')) return undefined;
    if (master && !isSeries(master)) return { master, occurrences: [] };
    const known = uid ?? master?.iCalUID;
    return known === undefined ? partsOf(id, master ? [master] : []) : partsOf(id, await this.rowsOf(known));
  }

  async rowsOf(uid: string): Promise<GoogleEvent[]> {
    const rows: GoogleEvent[] = [];
    let pageToken: string | undefined;
    do {
      const query = { iCalUID: uid, showDeleted: true, singleEvents: false, maxResults: pageSize, pageToken };
      const page = (await this.send({ method: 'GET', url: this.base, query })).json<GoogleEventList>();
      rows.push(...(page.items ?? []));
      pageToken = page.nextPageToken;
    } while (pageToken);
    return rows;
  }

  /** Undefined when the id is taken. The body names the id, so a repetition is refused as taken. */
  async insert(body: GoogleEventBody): Promise<GoogleEvent | undefined> {
    const request = { ...this.write('POST', this.base), body, expect: [409], idempotent: true };
    const response = await this.send(request);
    return response.status === 409 ? undefined : response.json();
  }

  /** For a deleted event, which Google may be unwilling (403) to bring back. */
  async replace(
    id: string,
    body: GoogleEventBody,
    etag: string | undefined,
  ): Promise<GoogleEvent | undefined> {
    const request = { ...this.write('PUT', this.at(id)), body, headers: ifMatch(etag) };
    return this.change({ ...request, expect: [403, ...refused] });
  }

  /** Changes the named members; with an etag it may be repeated, for the second time is refused. */
  async patch(id: string, body: GoogleEventBody, etag: string | undefined): Promise<GoogleEvent | undefined> {
    const idempotent = etag !== undefined;
    const request = { ...this.write('PATCH', this.at(id)), body, headers: ifMatch(etag) };
    return this.change({ ...request, expect: refused, idempotent });
  }

  /** `gone` also when it was gone before. */
  async remove(id: string, etag: string | undefined): Promise<'gone' | 'changed'> {
    const request = { ...this.write('DELETE', this.at(id)), headers: ifMatch(etag), expect: refused };
    return (await this.send(request)).status === 412 ? 'changed' : 'gone';
  }

  /** The calendar's zone: every listing names it. */
  async timeZone(): Promise<string> {
    const query = { maxResults: 1, fields: 'timeZone' };
    const page = (await this.send({ method: 'GET', url: this.base, query })).json<GoogleEventList>();
    return page.timeZone ?? 'UTC';
  }

  private async change(request: ProviderRequest): Promise<GoogleEvent | undefined> {
    const response = await this.send(request);
    return response.status < 300 ? response.json() : undefined;
  }

  private write(method: string, url: string): ProviderRequest {
    return { method, url, query: { sendUpdates: 'none' } };
  }

  private at(id: string): string {
    return `${this.base}/${encodeURIComponent(id)}`;
  }

  private send(request: ProviderRequest): Promise<ProviderResponse> {
    this.session.signal.throwIfAborted();
    return this.session.http.request({ explain: explain(this.session.now), ...request });
  }
}

const ifMatch = (etag: string | undefined): Record<string, string> => (etag ? { 'if-match': etag } : {});
