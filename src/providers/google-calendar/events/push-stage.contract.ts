import type { ProviderRequest, PushResult, RemoteUpsert } from '#provider-sdk';
import type { SuiteWorld } from '#provider-sdk/testing';
import type { CalendarEventFields } from '#unified-models';
import { googleCalendarSubject } from '../google-calendar.contract.js';
import { EventsApi } from './events-api.js';
import { pushEvent } from './push.js';

export const recordId = '019aa000-0000-7000-8000-00000000abcd';

/** One record, pushed to the simulator again and again, beside another person at Google. */
export interface PushStage {
  readonly world: SuiteWorld;
  /** The other person. */
  readonly api: EventsApi;
  /** Requests that pushing sent. */
  readonly sent: ProviderRequest[];
  push(fields: CalendarEventFields, remote?: RemoteUpsert, changed?: readonly string[]): Promise<PushResult>;
  remove(remote: RemoteUpsert): Promise<PushResult>;
}

export const pushStage = async (): Promise<PushStage> => {
  const world = await googleCalendarSubject.start();
  const { containerId, session } = world;
  const sent: ProviderRequest[] = [];
  const http = {
    request: (request: ProviderRequest): ReturnType<typeof session.http.request> => {
      sent.push(request);
      return session.http.request(request);
    },
  };
  const listening = { ...session, http };
  const common = { model: 'calendar_event', containerId, recordId } as const;
  return {
    world,
    sent,
    api: new EventsApi(session, containerId),
    push: (fields, remote, changed = Object.keys(fields)) =>
      pushEvent(listening, {
        ...common,
        kind: 'upsert',
        fields,
        changed,
        remote: remote ? seen(remote) : null,
      }),
    remove: remote => pushEvent(listening, { ...common, kind: 'delete', remote: seen(remote) }),
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
