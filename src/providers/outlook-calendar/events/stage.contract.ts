import type { PullPage, PushResult, RemoteUpsert } from '#provider-sdk';
import type { CalendarEventFields } from '#unified-models';
import { containerId, outlookCalendarSubject, type OutlookWorld } from '../outlook-calendar.contract.js';
import { EventsApi } from './events-api.js';
import { pullEvents } from './pull.js';
import { pushEvent } from './push.js';

export const recordId = '019aa000-0000-7000-8000-00000000abcd';

/** One record, pushed to the simulator again and again, beside another person at Outlook. */
export interface Stage {
  readonly world: OutlookWorld;
  /** The other person. */
  readonly api: EventsApi;
  pull(cursor: string | null): Promise<PullPage[]>;
  push(fields: CalendarEventFields, remote?: RemoteUpsert, changed?: readonly string[]): Promise<PushResult>;
  remove(remote: RemoteUpsert): Promise<PushResult>;
}

export const stage = async (): Promise<Stage> => {
  const world = (await outlookCalendarSubject.start()) as OutlookWorld;
  const { session } = world;
  const common = { model: 'calendar_event', containerId, recordId } as const;
  const known = (): Promise<Map<string, string>> => Promise.resolve(new Map<string, string>());
  return {
    world,
    api: new EventsApi(session, containerId),
    pull: async cursor => {
      const pages: PullPage[] = [];
      for await (const page of pullEvents(session, { model: 'calendar_event', containerId, cursor, known }))
        pages.push(page);
      return pages;
    },
    push: (fields, remote, changed = Object.keys(fields)) =>
      pushEvent(session, {
        ...common,
        kind: 'upsert',
        fields,
        changed,
        remote: remote ? seen(remote) : null,
      }),
    remove: remote => pushEvent(session, { ...common, kind: 'delete', remote: seen(remote) }),
  };
};

const seen = (remote: RemoteUpsert): { id: string; version: string; data: string } => ({
  id: remote.remoteId,
  version: remote.version,
  data: remote.data,
});

export const upsertIn = ({ current }: PushResult): RemoteUpsert => {
  if (current.kind !== 'upsert') throw new Error('Expected an upsert');
  return current;
};

export const fieldsOf = (result: PushResult): CalendarEventFields =>
  upsertIn(result).fields as CalendarEventFields;

export const cursorOf = (pages: readonly PullPage[]): string => pages.at(-1)?.cursor ?? '';
export const changesOf = (pages: readonly PullPage[]): PullPage['changes'] =>
  pages.flatMap(page => page.changes);

/** An event in so many days; the view begins a month ago and ends in half a year. */
export const inDays = (days: number, more: object = {}): Record<string, unknown> => {
  const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const at = (hour: string): object => ({ dateTime: `${day}T${hour}:00:00`, timeZone: 'UTC' });
  return { subject: `In ${days} days`, start: at('09'), end: at('10'), ...more };
};

export const dailyFrom = (days: number, count: number): Record<string, unknown> => {
  const startDate = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate, numberOfOccurrences: count },
  };
  return inDays(days, { subject: 'Series', recurrence });
};
