import { newId } from '#kernel';
import { failureOf, providerResponse, type ProviderSession } from '#provider-sdk';
import { testSession, type Fault, type SuiteSubject, type SuiteWorld } from '#provider-sdk/testing';
import { CalendarEventFields, type Fields } from '#unified-models';
import { basic, type DavServer } from '../../../test/support/dav-server.js';
import { forgetTokens, radicaleMissing, startRadicale } from '../../../test/support/radicale.js';
import { startXandikos, xandikosMissing } from '../../../test/support/xandikos.js';
import { caldavManifest } from './caldav.manifest.js';
import { CalDavProvider } from './caldav.provider.js';
import { sampleEvent } from './caldav.sample.contract.js';
import { getObject, listEtags, remoteIdOf, send, urlOf } from './dav/index.js';
import { createEvent, patchEvent } from './ical/index.js';

const subject = { model: 'calendar_event', textField: 'title', sample: sampleEvent } as const;

export const radicaleSubject: SuiteSubject = {
  ...subject,
  key: 'caldav (Radicale)',
  unavailable: radicaleMissing,
  start: async () => {
    const server = await startRadicale();
    const world = await worldOf(server);
    return { ...world, expireCursors: () => forgetTokens(server, world.containerId) };
  },
};

export const xandikosSubject: SuiteSubject = {
  ...subject,
  key: 'caldav (Xandikos)',
  unavailable: xandikosMissing,
  lacks: { cursor_expiry: 'a token is a git commit and lives as long as the repository' },
  start: async () => worldOf(await startXandikos()),
};

/** A session that counts, and fails on demand. */
const countingSession = (server: DavServer) => {
  const faults: Fault[] = [];
  const counter = { requests: 0 };
  const inner = sessionFor(server);
  const session: ProviderSession = {
    ...inner,
    http: {
      request: async request => {
        counter.requests += 1;
        const fault = faults.shift();
        if (!fault) return inner.http.request(request);
        const answer = providerResponse(fault.status, fault.headers ?? {}, fault.body ?? '');
        const failure = failureOf(request, answer, inner.now());
        if (failure) throw failure;
        return answer;
      },
    },
  };
  return { session, counter, failNext: (fault: Fault): void => void faults.push(fault) };
};

export const sessionFor = ({ url, username, password }: DavServer): ProviderSession =>
  testSession({
    apiUrl: url,
    headers: () => ({ authorization: basic(username, password) }),
    settings: { username },
  });

const foreign = 'X-FOREIGN;X-PARAM=kept:value\\, kept';

const worldOf = async (server: DavServer): Promise<SuiteWorld> => {
  const containerId = await server.createCalendar('team');
  const { session, counter, failNext } = countingSession(server);
  const other = new OtherPerson(sessionFor(server), containerId);
  return {
    provider: new CalDavProvider(caldavManifest),
    session,
    containerId,
    remote: {
      create: fields => other.create(fields),
      edit: (id, fields) => other.edit(id, fields),
      delete: id => other.delete(id),
      list: () => other.list(),
    },
    unknown: {
      plant: async id => {
        const text = (await other.read(id)).replace(/END:VEVENT/, `${foreign}\r\nEND:VEVENT`);
        await other.put(urlOf(id, containerId), text);
      },
      isIntact: async id => (await other.read(id)).includes(foreign),
    },
    failNext,
    requests: () => counter.requests,
    stop: () => server.stop(),
  };
};

/** Somebody else's program at the same calendar. */
class OtherPerson {
  constructor(
    private readonly session: ProviderSession,
    private readonly containerId: string,
  ) {}

  async read(id: string): Promise<string> {
    const { ics } = await getObject(this.session, this.containerId, id);
    if (ics === null) throw new Error(`There is no event ${id}`);
    return ics;
  }

  async put(url: string, body: string): Promise<string> {
    const headers = { 'content-type': 'text/calendar; charset=utf-8' };
    await send(this.session, { method: 'PUT', url, headers, body });
    return remoteIdOf(url, this.containerId);
  }

  create(fields: Fields): Promise<string> {
    const recordId = newId();
    const text = createEvent(eventOf(fields), context(this.session, recordId));
    return this.put(`${this.containerId}${recordId}.ics`, text);
  }

  async edit(id: string, fields: Fields): Promise<void> {
    const before = await this.read(id);
    const text = patchEvent(before, eventOf(fields), Object.keys(fields), context(this.session, id));
    if (text !== null) await this.put(urlOf(id, this.containerId), text);
  }

  async delete(id: string): Promise<void> {
    await send(this.session, { method: 'DELETE', url: urlOf(id, this.containerId) });
  }

  async list(): Promise<string[]> {
    return (await listEtags(this.session, this.containerId)).objects.map(({ remoteId }) => remoteId);
  }
}

const eventOf = (fields: Fields): CalendarEventFields => CalendarEventFields.strip().parse(fields);

const context = (session: ProviderSession, recordId: string) => ({
  now: session.now(),
  recordId,
  address: null,
});
