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
export const countingSession = (server: DavServer) => {
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
  const other = sessionFor(server);
  const textOf = async (id: string): Promise<string> => {
    const { ics } = await getObject(other, containerId, id);
    if (ics === null) throw new Error(`There is no event ${id}`);
    return ics;
  };
  const put = async (url: string, body: string): Promise<string> => {
    await send(other, {
      method: 'PUT',
      url,
      headers: { 'content-type': 'text/calendar; charset=utf-8' },
      body,
    });
    return remoteIdOf(url, containerId);
  };
  return {
    provider: new CalDavProvider(caldavManifest),
    session,
    containerId,
    remote: {
      create: fields => {
        const recordId = newId();
        return put(`${containerId}${recordId}.ics`, createEvent(eventOf(fields), context(other, recordId)));
      },
      edit: async (id, fields) => {
        const text = patchEvent(await textOf(id), eventOf(fields), Object.keys(fields), context(other, id));
        if (text !== null) await put(urlOf(id, containerId), text);
      },
      delete: async id => void (await send(other, { method: 'DELETE', url: urlOf(id, containerId) })),
      list: async () => (await listEtags(other, containerId)).objects.map(({ remoteId }) => remoteId),
    },
    unknown: {
      plant: async id => {
        const text = (await textOf(id)).replace(/END:VEVENT/, `${foreign}\r\nEND:VEVENT`);
        await put(urlOf(id, containerId), text);
      },
      isIntact: async id => (await textOf(id)).includes(foreign),
    },
    failNext,
    requests: () => counter.requests,
    stop: () => server.stop(),
  };
};

const eventOf = (fields: Fields): CalendarEventFields => CalendarEventFields.parse(fields);

const context = (session: ProviderSession, recordId: string) => ({
  now: session.now(),
  recordId,
  address: null,
});
