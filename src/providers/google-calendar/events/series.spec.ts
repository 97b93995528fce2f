import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CalendarEventFields, calendarEvent, type EventTime, type Fields } from '#unified-models';
import { plainOccurrence } from '../mapping/read-event.js';
import { upsertOf } from './parts.js';
import { fieldsOf, type PushStage, pushStage, upsertIn } from './push-stage.contract.js';

const at = (local: string): EventTime => ({ kind: 'time', local, zone: 'Europe/Berlin' });
// The clocks change on 2027-03-28: 9:00 is 08:00Z before and 07:00Z after.
const days = [26, 27, 28, 29, 30].map(day => at(`2027-03-${day}T09:00:00`));
const [day1, day2, day3] = days as [EventTime, EventTime, EventTime];
const defaults: Fields = calendarEvent.defaults;
const daily: CalendarEventFields = {
  ...(defaults as CalendarEventFields),
  title: 'Stand-up',
  start: day1,
  end: at('2027-03-26T09:30:00'),
  recurrence: { rules: ['FREQ=DAILY;COUNT=5'], excluded: [], additional: [] },
};
const occurrence = (day: number): string => `2027032${day}T0${day < 8 ? 8 : 7}0000Z`;

let stage: PushStage;
beforeEach(async () => {
  stage = await pushStage();
});
afterEach(() => stage.world.stop());

describe('a series', () => {
  it('is one record whose changed occurrence has an id made of the start by the rule', async () => {
    const created = upsertIn(await stage.push(daily));
    const moved = {
      ...plainOccurrence(daily, day3),
      recurrenceId: day3,
      title: 'Moved',
      start: at('2027-03-28T11:00:00'),
      end: at('2027-03-28T11:30:00'),
    };
    const result = await stage.push({ ...daily, exceptions: [moved] }, created, ['exceptions']);
    expect(fieldsOf(result).exceptions).toEqual([moved]);
    expect(await stage.api.get(`${created.remoteId}_${occurrence(8)}`)).toMatchObject({ summary: 'Moved' });
    expect(await stage.world.remote.list()).toEqual([created.remoteId]);
  });

  it('excludes an occurrence by cancelling it and takes it back', async () => {
    const created = upsertIn(await stage.push(daily));
    const recurrence = { rules: ['FREQ=DAILY;COUNT=5'], excluded: [day2], additional: [] };
    const shorter = await stage.push({ ...daily, recurrence }, created, ['recurrence']);
    expect(fieldsOf(shorter).recurrence).toEqual(recurrence);
    expect(await stage.api.get(`${created.remoteId}_${occurrence(7)}`)).toMatchObject({
      status: 'cancelled',
    });
    const whole = await stage.push(daily, upsertIn(shorter), ['recurrence']);
    expect(fieldsOf(whole)).toMatchObject({ recurrence: daily.recurrence, exceptions: [] });
  });

  it('keeps its exclusions as they are when its rule changes', async () => {
    const recurrence = { rules: ['FREQ=DAILY;COUNT=5'], excluded: [day2], additional: [] };
    const shorter = upsertIn(
      await stage.push({ ...daily, recurrence }, upsertIn(await stage.push(daily)), ['recurrence']),
    );
    const longer = { ...recurrence, rules: ['FREQ=DAILY;COUNT=9'] };
    const result = await stage.push({ ...daily, recurrence: longer }, shorter, ['recurrence']);
    expect(fieldsOf(result).recurrence).toEqual(longer);
    expect((await stage.api.get(shorter.remoteId))?.recurrence).toEqual(['RRULE:FREQ=DAILY;COUNT=9']);
  });

  it('takes back an exclusion that stands in its lines', async () => {
    const recurrence = { rules: ['FREQ=DAILY;COUNT=5'], excluded: [day2], additional: [] };
    const created = upsertIn(await stage.push({ ...daily, recurrence }));
    expect((await stage.api.get(created.remoteId))?.recurrence).toContain('EXDATE:20270327T080000Z');
    const whole = await stage.push(daily, created, ['recurrence']);
    expect(fieldsOf(whole).recurrence).toEqual(daily.recurrence);
  });

  it('is stale as a whole when somebody changed one occurrence', async () => {
    const created = upsertIn(await stage.push(daily));
    await stage.api.patch(`${created.remoteId}_${occurrence(9)}`, { summary: 'Theirs' }, undefined);
    const result = await stage.push({ ...daily, title: 'Ours' }, created, ['title']);
    expect(result.outcome).toBe('stale');
    expect(fieldsOf(result)).toMatchObject({ title: 'Stand-up', exceptions: [{ title: 'Theirs' }] });
    expect(await stage.api.get(created.remoteId)).toMatchObject({ summary: 'Stand-up' });
  });

  it('is not deleted when somebody changed one occurrence', async () => {
    const created = upsertIn(await stage.push(daily));
    await stage.api.patch(`${created.remoteId}_${occurrence(9)}`, { summary: 'Theirs' }, undefined);
    const result = await stage.remove(created);
    expect(result).toMatchObject({
      outcome: 'stale',
      current: { fields: { exceptions: [{ title: 'Theirs' }] } },
    });
    expect(await stage.world.remote.list()).toEqual([created.remoteId]);
  });

  it('goes on where a crash left it when its create is repeated', async () => {
    const wanted = {
      ...daily,
      recurrence: { rules: ['FREQ=DAILY;COUNT=5'], excluded: [day2], additional: [] },
    };
    const first = upsertIn(await stage.push(daily));
    const again = await stage.push(wanted);
    expect(again.outcome).toBe('applied');
    expect(again.current.remoteId).toBe(first.remoteId);
    expect(fieldsOf(again).recurrence).toEqual(wanted.recurrence);
  });

  it('loses its changed occurrences together with its rule', async () => {
    const created = upsertIn(await stage.push(daily));
    await stage.api.patch(`${created.remoteId}_${occurrence(9)}`, { summary: 'Theirs' }, undefined);
    const parts = await stage.api.gather(created.remoteId);
    if (!parts) throw new Error('gone');
    const single = await stage.push({ ...daily, recurrence: null, exceptions: [] }, upsertOf(parts), [
      'recurrence',
      'exceptions',
    ]);
    expect(fieldsOf(single)).toMatchObject({ recurrence: null, exceptions: [] });
  });
});
