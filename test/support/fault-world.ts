import { createOrganization, until } from './api.js';
import { type Run, syncCalendar, type SyncedCalendar } from './calendar.js';
import { fillCalendar } from './calendar-folder.js';
import type { DavServer } from './dav-server.js';
import { type FaultProxy, startFaultProxy } from './fault-proxy.js';

/** A calendar whose server is reached over a bad network. */
export interface FaultyCalendar {
  readonly proxy: FaultProxy;
  readonly calendar: SyncedCalendar;
  /** Starts a run without waiting for its end; answers where to look for it. */
  begin(wish?: object): Promise<string>;
  /** The run as it is now. */
  look(path: string): Promise<FaultyRun>;
  ended(path: string): Promise<FaultyRun>;
}

export type FaultyRun = Run & { kind: string; phase: string; resumeAt: string | null };

/** A calendar of `events` events behind a proxy of its own, synced by an organization of its own. */
export const startFaultyCalendar = async (
  hub: { readonly url: string; readonly operatorKey: string },
  server: DavServer,
  events: number,
): Promise<FaultyCalendar> => {
  const proxy = await startFaultProxy(server.url);
  const organization = await createOrganization(hub.url, hub.operatorKey, `acme${proxy.url.slice(-5)}`);
  const calendar = await syncCalendar(organization, { ...server, url: proxy.url });
  await fillCalendar(server, calendar.program.calendar, events);
  const { owner } = organization;
  const runs = organization.at(`/syncs/${calendar.syncId}/runs`);
  return {
    proxy,
    calendar,
    begin: async (wish = {}) => `${runs}/${(await owner.post<Run>(runs, wish)).id}`,
    look: path => owner.get<FaultyRun>(path),
    ended: path => until(() => owner.get<FaultyRun>(path), isOver, patienceMs),
  };
};

const isOver = ({ status }: FaultyRun): boolean => !['queued', 'running'].includes(status);

/** A killed run waits until its lease and its job are given up, some 25 seconds. */
const patienceMs = process.env['LONG'] === undefined ? 120_000 : 900_000;
