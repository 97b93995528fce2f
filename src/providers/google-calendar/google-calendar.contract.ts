import { type SuiteSubject, type SuiteWorld, testSession } from '#provider-sdk/testing';
import { newId } from '#kernel';
import type { ProviderSession, RemoteUpsert, UpsertChange } from '#provider-sdk';
import type { Fields } from '#unified-models';
import { EventsApi } from './events/events-api.js';
import { googleCalendarManifest } from './google-calendar.manifest.js';
import { GoogleCalendarProvider } from './google-calendar.provider.js';
import { sampleEvent } from './google-calendar.sample.contract.js';
import { upsertOf } from './events/parts.js';
import { pushEvent } from './events/push.js';
import { GoogleCalendarSimulator } from './simulator/index.js';

const containerId = 'team@group.calendar.google.com';
const unknown = {
  colorId: '11',
  guestsCanModify: true,
  source: { title: 'Elsewhere', url: 'https://example.com/source' },
  conferenceData: { conferenceId: 'abc', notes: 'dial in' },
};

export const googleCalendarSubject: SuiteSubject = {
  key: 'google-calendar',
  model: 'calendar_event',
  textField: 'title',
  start: async () => worldOf(await GoogleCalendarSimulator.start()),
  sample: seed => sampleEvent(seed),
};

const worldOf = (simulator: GoogleCalendarSimulator): SuiteWorld => {
  const store = simulator.calendar(containerId);
  const token = simulator.accounts.issueToken(googleCalendarManifest.scopes.map(({ scope }) => scope));
  const headers = (): Record<string, string> => ({ authorization: `Bearer ${token}` });
  const session = testSession({ apiUrl: simulator.apiUrl, headers });
  const living = (): string[] =>
    store
      .all()
      .flatMap(({ id, status, recurringEventId }) =>
        status !== 'cancelled' && !recurringEventId ? [id] : [],
      );
  return {
    provider: new GoogleCalendarProvider(),
    session,
    containerId,
    remote: {
      create: fields => write(session, fields, null),
      edit: async (id, fields) => {
        await write(session, fields, await present(session, id));
      },
      delete: async id => {
        await new EventsApi(session, containerId).remove(id, undefined);
      },
      list: () => Promise.resolve(living()),
    },
    unknown: plantedIn(session),
    expireCursors: async () => {
      simulator.expireCursors();
    },
    failNext: fault => simulator.server.failNext(fault),
    requests: () => simulator.server.requests,
    stop: () => simulator.stop(),
  };
};

/** Members that the unified model does not know. */
const plantedIn = (session: ProviderSession): NonNullable<SuiteWorld['unknown']> => ({
  plant: async id => {
    await new EventsApi(session, containerId).patch(id, unknown, undefined);
  },
  isIntact: async id => {
    const event: object = (await new EventsApi(session, containerId).get(id)) ?? {};
    return Object.entries(unknown).every(
      ([name, value]) => JSON.stringify(Reflect.get(event, name)) === JSON.stringify(value),
    );
  },
});

const present = async (session: ProviderSession, id: string): Promise<RemoteUpsert> => {
  const parts = await new EventsApi(session, containerId).gather(id);
  if (!parts) throw new Error(`There is no event ${id}`);
  return upsertOf(parts);
};

/** Another person's change has the same effect as one of ours, made without the hub's knowledge. */
const write = async (session: ProviderSession, fields: Fields, of: RemoteUpsert | null): Promise<string> => {
  const change: UpsertChange = {
    kind: 'upsert',
    model: 'calendar_event',
    containerId,
    recordId: newId(),
    fields,
    changed: Object.keys(fields),
    remote: of && { id: of.remoteId, version: of.version, data: of.data },
  };
  return (await pushEvent(session, change)).current.remoteId;
};
