import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CalendarEventFields, calendarEvent, type EventTime, type Fields } from '#unified-models';
import type { GoogleEventBody } from '../google-calendar.types.js';
import { upsertOf } from './parts.js';
import { fieldsOf, type PushStage, pushStage, upsertIn } from './push-stage.contract.js';

const at = (local: string): EventTime => ({ kind: 'time', local, zone: 'Europe/Berlin' });
const defaults: Fields = calendarEvent.defaults;
const single: CalendarEventFields = {
  ...(defaults as CalendarEventFields),
  title: 'Stand-up',
  start: at('2027-03-26T09:00:00'),
  end: at('2027-03-26T09:30:00'),
};

let stage: PushStage;
beforeEach(async () => {
  stage = await pushStage();
});
afterEach(() => stage.world.stop());

describe('an event', () => {
  it('is stale when somebody edited it before its create was repeated', async () => {
    const created = upsertIn(await stage.push(single));
    await stage.api.patch(created.remoteId, { summary: 'Theirs' }, undefined);
    const again = await stage.push(single);
    expect(again.outcome).toBe('stale');
    expect(fieldsOf(again).title).toBe('Theirs');
  });

  it('sends nobody an e-mail and only the member that changed', async () => {
    const created = upsertIn(await stage.push(single));
    stage.sent.length = 0;
    await stage.push({ ...single, location: 'Roof' }, created, ['location']);
    expect(stage.sent.map(({ method, query, body }) => ({ method, query, body }))).toEqual([
      { method: 'PATCH', query: { sendUpdates: 'none' }, body: { location: 'Roof' } },
    ]);
  });

  it('turns from all-day to timed and back', async () => {
    const created = upsertIn(await stage.push(single));
    const dates = {
      start: { kind: 'date', date: '2027-04-01' },
      end: { kind: 'date', date: '2027-04-03' },
    } as const;
    const allDay = await stage.push({ ...single, ...dates }, created, ['start', 'end']);
    expect(fieldsOf(allDay)).toMatchObject(dates);
    expect(fieldsOf(await stage.push(single, upsertIn(allDay), ['start', 'end']))).toMatchObject({
      start: single.start,
      end: single.end,
    });
  });

  it('keeps a guest’s comment when the guests change', async () => {
    const created = upsertIn(await stage.push(single));
    const body: GoogleEventBody = { attendees: [{ email: 'Bob@Example.com', comment: 'running late' }] };
    await stage.api.patch(created.remoteId, body, undefined);
    const parts = await stage.api.gather(created.remoteId);
    if (!parts) throw new Error('gone');
    const seen = upsertOf(parts);
    const { attendees } = seen.fields as CalendarEventFields;
    expect(attendees).toMatchObject([{ email: 'bob@example.com', response: 'needs_action' }]);
    await stage.push(
      { ...single, attendees: attendees.map(guest => ({ ...guest, response: 'accepted' })) },
      seen,
      ['attendees'],
    );
    expect((await stage.api.get(created.remoteId))?.attendees).toMatchObject([
      { comment: 'running late', responseStatus: 'accepted' },
    ]);
  });

  it('takes the calendar’s zone for a floating time', async () => {
    const floating = { kind: 'time', local: '2027-04-01T09:00:00', zone: null } as const;
    const result = await stage.push({
      ...single,
      start: floating,
      end: { ...floating, local: '2027-04-01T10:00:00' },
    });
    expect(fieldsOf(result).start).toEqual({ ...floating, zone: 'UTC' });
  });

  it('is not written when Google makes it itself', async () => {
    const created = upsertIn(await stage.push(single));
    const data = JSON.stringify([{ ...(JSON.parse(created.data) as object[])[0], eventType: 'birthday' }]);
    await expect(stage.push(single, { ...created, data }, ['title'])).rejects.toMatchObject({
      providerCode: 'permanent',
    });
  });

  it('disappears at Google when it is cancelled', async () => {
    const created = upsertIn(await stage.push(single));
    const result = await stage.push({ ...single, status: 'cancelled' }, created, ['status']);
    expect(result).toEqual({ outcome: 'applied', current: { kind: 'delete', remoteId: created.remoteId } });
    expect(await stage.world.remote.list()).toEqual([]);
  });
});
