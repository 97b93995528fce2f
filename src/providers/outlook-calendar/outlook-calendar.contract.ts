import { newId } from '#kernel';
import type { ProviderSession, RemoteUpsert, UpsertChange } from '#provider-sdk';
import { type SuiteSubject, type SuiteWorld, testSession } from '#provider-sdk/testing';
import type { Fields } from '#unified-models';
import { EventsApi } from './events/events-api.js';
import { upsertOf } from './events/parts.js';
import { pushEvent } from './events/push.js';
import { outlookCalendarManifest } from './outlook-calendar.manifest.js';
import { OutlookCalendarProvider } from './outlook-calendar.provider.js';
import { sampleEvent } from './outlook-calendar.sample.contract.js';
import { OutlookCalendarSimulator } from './simulator/index.js';

export const containerId = 'AAMkTeam=';
const unknown = {
  importance: 'high',
  allowNewTimeProposals: false,
  hideAttendees: true,
  onlineMeetingProvider: 'teamsForBusiness',
};

export interface OutlookWorld extends SuiteWorld {
  readonly simulator: OutlookCalendarSimulator;
}

export const outlookCalendarSubject: SuiteSubject & { start(): Promise<OutlookWorld> } = {
  key: 'outlook-calendar',
  model: 'calendar_event',
  textField: 'title',
  start: async () => outlookWorld(await OutlookCalendarSimulator.start()),
  sample: seed => sampleEvent(seed),
};

export const outlookWorld = (simulator: OutlookCalendarSimulator): OutlookWorld => {
  const store = simulator.calendar(containerId);
  const token = simulator.accounts.issueToken(outlookCalendarManifest.scopes.map(({ scope }) => scope));
  const headers = (): Record<string, string> => ({ authorization: `Bearer ${token}` });
  const session = testSession({ apiUrl: simulator.apiUrl, headers });
  return {
    simulator,
    provider: new OutlookCalendarProvider(),
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
      list: () => Promise.resolve(store.all().map(({ id }) => id)),
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
    return Object.entries(unknown).every(([name, value]) => Reflect.get(event, name) === value);
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
