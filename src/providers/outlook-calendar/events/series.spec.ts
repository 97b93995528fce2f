import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CalendarEventFields, calendarEvent, type EventTime, type Fields } from '#unified-models';
import { plainOccurrence } from '../mapping/read-event.js';
import { upsertOf } from './parts.js';
import { fieldsOf, type Stage, stage, upsertIn } from './stage.contract.js';

const at = (local: string): EventTime => ({ kind: 'time', local, zone: 'Europe/Vienna' });
// The clocks change on 2027-03-28.
const days = [26, 27, 28, 29, 30].map(day => at(`2027-03-${day}T09:00:00`));
const [day1, day2, day3, day4] = days as [EventTime, EventTime, EventTime, EventTime];
const defaults: Fields = calendarEvent.defaults;
const daily: CalendarEventFields = {
  ...(defaults as CalendarEventFields),
  title: 'Stand-up',
  start: day1,
  end: at('2027-03-26T09:30:00'),
  reminders: [],
  recurrence: { rules: ['FREQ=DAILY;COUNT=5'], excluded: [], additional: [] },
};
const excluding = (...excluded: EventTime[]) => ({ rules: ['FREQ=DAILY;COUNT=5'], excluded, additional: [] });
const moved = {
  ...plainOccurrence(daily, day3),
  recurrenceId: day3,
  title: 'Moved',
  start: at('2027-03-28T11:00:00'),
  end: at('2027-03-28T11:30:00'),
};

let the: Stage;
beforeEach(async () => {
  the = await stage();
});
afterEach(() => the.world.stop());

describe('a series', () => {
  it('is one record whose changed occurrence keeps its wall time across the change of clocks', async () => {
    const created = upsertIn(await the.push(daily));
    const result = await the.push({ ...daily, exceptions: [moved] }, created, ['exceptions']);
    expect(fieldsOf(result).exceptions).toEqual([moved]);
    expect(await the.world.remote.list()).toEqual([created.remoteId]);
    const [row] = (await the.api.gather(created.remoteId))?.exceptions ?? [];
    expect(row).toMatchObject({ start: { dateTime: '2027-03-28T09:00:00.0000000' }, type: 'exception' });
  });

  it('excludes an occurrence by deleting it', async () => {
    const created = upsertIn(await the.push(daily));
    const shorter = await the.push({ ...daily, recurrence: excluding(day2) }, created, ['recurrence']);
    expect(fieldsOf(shorter).recurrence).toEqual(excluding(day2));
  });

  it('takes a deleted occurrence back by setting the recurrence anew, and does the rest again', async () => {
    const wanted = { ...daily, recurrence: excluding(day2, day4), exceptions: [moved] };
    const created = upsertIn(await the.push(wanted));
    expect(created.fields).toMatchObject({ recurrence: excluding(day2, day4), exceptions: [moved] });
    const again = await the.push({ ...wanted, recurrence: excluding(day4) }, created, ['recurrence']);
    expect(again.outcome).toBe('applied');
    expect(fieldsOf(again)).toMatchObject({ recurrence: excluding(day4), exceptions: [moved] });
  });

  it('keeps its exceptions when it gets another rule', async () => {
    const wanted = { ...daily, recurrence: excluding(day2), exceptions: [moved] };
    const created = upsertIn(await the.push(wanted));
    const recurrence = { ...excluding(day2), rules: ['FREQ=DAILY;COUNT=9'] };
    const longer = await the.push({ ...wanted, recurrence }, created, ['recurrence']);
    expect(fieldsOf(longer)).toMatchObject({ recurrence, exceptions: [moved] });
  });

  it('is stale as a whole when somebody changed one occurrence, for an edit and for a delete', async () => {
    const created = upsertIn(await the.push({ ...daily, exceptions: [moved] }));
    const [row] = (await the.api.gather(created.remoteId))?.exceptions ?? [];
    await the.api.patch(row?.id ?? '', { subject: 'Theirs' }, undefined);
    const edit = await the.push({ ...daily, title: 'Ours' }, created, ['title']);
    expect(edit).toMatchObject({
      outcome: 'stale',
      current: { fields: { exceptions: [{ title: 'Theirs' }] } },
    });
    expect(await the.remove(created)).toMatchObject({ outcome: 'stale' });
    expect((await the.api.get(created.remoteId))?.subject).toBe('Stand-up');
  });

  it('goes on where a crash left it when its create is repeated', async () => {
    const first = upsertIn(await the.push(daily));
    const again = await the.push({ ...daily, recurrence: excluding(day2) });
    expect(again).toMatchObject({ outcome: 'applied', current: { remoteId: first.remoteId } });
    expect(fieldsOf(again).recurrence).toEqual(excluding(day2));
  });

  it('becomes a single event without its rule', async () => {
    const created = upsertIn(await the.push({ ...daily, exceptions: [moved] }));
    const single = { ...daily, recurrence: null, exceptions: [] };
    const result = await the.push(single, created, ['recurrence', 'exceptions']);
    expect(fieldsOf(result)).toMatchObject({ recurrence: null, exceptions: [] });
  });

  it('of whole days has whole days as exceptions', async () => {
    const date = (day: number): EventTime => ({ kind: 'date', date: `2027-03-${day}` });
    const holiday = { ...daily, start: date(26), end: date(27) };
    const exception = {
      ...plainOccurrence(holiday, date(28)),
      recurrenceId: date(28),
      title: 'Longer',
      end: date(30),
    };
    const wanted = { ...holiday, recurrence: excluding(date(27)), exceptions: [exception] };
    const created = await the.push(wanted);
    expect(fieldsOf(created)).toMatchObject({ recurrence: excluding(date(27)), exceptions: [exception] });
  });

  it.each([
    ['two rules', { rules: ['FREQ=DAILY', 'FREQ=WEEKLY'], excluded: [], additional: [] }],
    ['further dates', { rules: ['FREQ=DAILY;COUNT=2'], excluded: [], additional: [day4] }],
    ['hours', { rules: ['FREQ=HOURLY;COUNT=2'], excluded: [], additional: [] }],
  ])('with %s is refused before anything is written', async (_name, recurrence) => {
    await expect(the.push({ ...daily, recurrence })).rejects.toMatchObject({ providerCode: 'permanent' });
    expect(await the.world.remote.list()).toEqual([]);
  });
});

describe('a create', () => {
  it.each(['same', 'conflict'] as const)(
    'leaves one event, however Graph answers a repeated transaction (%s)',
    async way => {
      the.world.simulator.events.repeatedTransaction = way;
      const first = await the.push(daily);
      expect(await the.push(daily)).toEqual(first);
      const made = upsertIn(first);
      await the.api.patch(made.remoteId, { subject: 'Theirs' }, undefined);
      await the.push(daily);
      expect((await the.api.get(made.remoteId))?.subject).toBe('Theirs');
      await the.remove(upsertOf((await the.api.gather(made.remoteId))!));
      const again = await the.push(daily);
      expect(again.outcome).toBe('applied');
      expect(await the.world.remote.list()).toEqual([again.current.remoteId]);
    },
  );

  it('says stale, and touches nothing, when somebody edited what an earlier try made', async () => {
    the.world.simulator.events.repeatedTransaction = 'conflict';
    const { remoteId } = upsertIn(await the.push(daily));
    await the.api.patch(remoteId, { subject: 'Theirs' }, undefined);
    expect(await the.push(daily)).toMatchObject({
      outcome: 'stale',
      current: { fields: { title: 'Theirs' } },
    });
  });

  it('writes a floating time in the zone of the mailbox', async () => {
    const floating = (local: string): EventTime => ({ kind: 'time', local, zone: null });
    const result = await the.push({
      ...daily,
      recurrence: null,
      start: floating('2027-05-03T09:00:00'),
      end: floating('2027-05-03T10:00:00'),
    });
    expect(fieldsOf(result).start).toMatchObject({ local: '2027-05-03T09:00:00', zone: 'Europe/Berlin' });
  });
});

describe('an event', () => {
  it('that is cancelled here is removed there', async () => {
    const created = upsertIn(await the.push({ ...daily, recurrence: null }));
    const result = await the.push({ ...daily, recurrence: null, status: 'cancelled' }, created, ['status']);
    expect(result).toEqual({ outcome: 'applied', current: { kind: 'delete', remoteId: created.remoteId } });
  });

  it('shows replies, the organizer, and a cancellation by somebody else', async () => {
    const { simulator } = the.world;
    const created = upsertIn(await the.push({ ...daily, recurrence: null }));
    const store = simulator.calendar('AAMkTeam=');
    const emailAddress = { address: 'Grace@Example.com', name: 'Grace' };
    store.put({
      ...store.get(created.remoteId)!,
      organizer: { emailAddress },
      isCancelled: true,
      attendees: [
        { type: 'required', status: { response: 'organizer' }, emailAddress },
        {
          type: 'optional',
          status: { response: 'tentativelyAccepted' },
          emailAddress: { address: 'a@b.c', name: 'a@b.c' },
        },
        {
          type: 'resource',
          status: { response: 'declined' },
          emailAddress: { address: 'room@b.c', name: 'Room' },
        },
      ],
    });
    const parts = await the.api.gather(created.remoteId);
    expect(parts && upsertOf(parts).fields).toMatchObject({
      status: 'cancelled',
      organizer: { email: 'grace@example.com', name: 'Grace' },
      attendees: [
        { email: 'a@b.c', name: null, role: 'optional', response: 'tentative', kind: 'person' },
        { email: 'grace@example.com', role: 'chair', response: 'accepted' },
        { email: 'room@b.c', response: 'declined', kind: 'resource' },
      ],
    });
  });

  it('keeps being out of office, personal, and its reply when other fields change', async () => {
    const created = upsertIn(await the.push({ ...daily, recurrence: null }));
    await the.api.patch(created.remoteId, { showAs: 'oof', sensitivity: 'personal' }, undefined);
    const seen = upsertOf((await the.api.gather(created.remoteId))!);
    expect(seen.fields).toMatchObject({ transparency: 'busy', visibility: 'private' });
    const fields = { ...(seen.fields as CalendarEventFields), location: 'Home' };
    await the.push(fields, seen, ['location', 'visibility', 'status']);
    expect(await the.api.get(created.remoteId)).toMatchObject({ showAs: 'oof', sensitivity: 'personal' });
  });
});
