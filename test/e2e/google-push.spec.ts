import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import {
  agreeOnScreen,
  at,
  connectByPages,
  type GoogleStage,
  Receiver,
  register,
  startGoogleStage,
  type StoredRecord,
  syncCalendarByConsent,
  teamCalendar,
  until,
} from '#support';

let stage: GoogleStage;
let receiver: Receiver;

beforeAll(async () => {
  stage = await startGoogleStage();
  receiver = await Receiver.start();
});
afterAll(async () => {
  await stage.stop();
  await receiver.stop();
});

describe('a change at Google', () => {
  it('comes by its channel, becomes a run, a record, and an event at somebody’s endpoint, with nobody asking', async () => {
    const { organization, google, program } = stage;
    const { owner, at: path } = organization;
    const endpoint = await register(organization, receiver.url, { eventTypes: ['record.*'] });
    const session = await connectByPages(organization, stage.integrationId, agreeOnScreen);
    // Polling is a day away: whatever arrives sooner was pushed.
    const daily = { autoSync: true, intervalSeconds: 86_400 };
    const sync = await syncCalendarByConsent(organization, session, teamCalendar, daily);
    await until(
      async () => google.channels.living(),
      channels => channels.length === 1,
    );
    await until(
      () => owner.get<{ activeRun: object | null }>(path(`/syncs/${sync.syncId}`)),
      ({ activeRun }) => activeRun === null,
    );

    const made = await program.insert(at('2027-04-01', 9, 'Told by Google'));
    const [record] = await until(
      () => sync.records(),
      records => records.some(({ fields }) => fields.title === 'Told by Google'),
    );
    await program.patch(made.id, { summary: 'Told again' });
    await until(
      () => owner.get<StoredRecord>(path(`/records/${record?.id ?? ''}`)),
      ({ fields }) => fields.title === 'Told again',
    );
    await program.delete(made.id);
    const told = () => receiver.hooks.map(({ event }) => event.type);
    await until(
      async () => told(),
      types => types.includes('record.deleted'),
    );
    expect(told()).toEqual(['record.created', 'record.updated', 'record.deleted']);

    const webhook = new Webhook(endpoint.secret);
    for (const { headers, body, event } of receiver.hooks) {
      expect(() => webhook.verify(body, headers)).not.toThrow();
      expect(event.data).toMatchObject({
        recordId: record?.id,
        syncId: sync.syncId,
        model: 'calendar_event',
      });
    }
    const runs = await owner.get<{ data: { kind: string; trigger: string; receiptId: string | null }[] }>(
      path(`/syncs/${sync.syncId}/runs`),
    );
    // `change`: what was told while a run was under way.
    expect(['webhook', 'change']).toContain(runs.data[0]?.trigger);
    expect(runs.data[0]?.kind).toBe('incremental');
    const receipts = await owner.get<{ data: { id: string; eventType: string }[] }>(path('/receipts'));
    const pushed = receipts.data.filter(({ eventType }) => eventType === 'exists').map(({ id }) => id);
    expect(pushed).toHaveLength(3);
    const started = runs.data.find(({ trigger }) => trigger === 'webhook')?.receiptId ?? '';
    expect(pushed).toContain(started);
    const those = await owner.get<{ data: { receiptId: string }[] }>(
      path(`/syncs/${sync.syncId}/runs?receiptId=${started}`),
    );
    expect(those.data.map(({ receiptId }) => receiptId)).toEqual([started]);
    expect(google.channels.failures).toEqual([]);
  });
});
