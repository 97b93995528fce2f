import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type MemoryStage, type MemorySync, startMemoryStage } from '#support';

interface FreeBusy {
  busy: { start: string; end: string }[];
  syncIds: string[];
  leftOut: { syncId: string; code: string }[];
  unreadable: number;
}

let stage: MemoryStage;
let work: MemorySync;
let home: MemorySync;
const at = (local: string, zone: string | null = 'Europe/Berlin') => ({ kind: 'time', local, zone });
const meeting = (start: string, end: string, more: object = {}) => ({
  ...{ title: 'Meeting', start: at(`2026-03-${start}:00`), end: at(`2026-03-${end}:00`) },
  ...more,
});
const ask = (query: string) =>
  stage.acme.owner.get<FreeBusy>(stage.acme.at(`/free-busy?timeZone=Europe/Berlin&${query}`));
const shown = ({ busy }: FreeBusy): string[] =>
  busy.map(({ start, end }) => `${start.slice(5, 16)}/${end.slice(5, 16)}`);
const day = (date: string, next: string) => `from=2026-03-${date}T00:00:00Z&to=2026-03-${next}T00:00:00Z`;

beforeAll(async () => {
  stage = await startMemoryStage();
  work = await stage.sync(stage.acme, 'calendar_event', 'work');
  home = await stage.sync(stage.acme, 'calendar_event', 'home');
  const changed = {
    ...{
      title: 'Moved',
      description: null,
      location: null,
      attendees: [],
      reminders: null,
      transparency: 'busy',
    },
  };
  work.put(
    meeting('27T09:00', '27T10:00', {
      recurrence: {
        rules: ['FREQ=DAILY;UNTIL=20260401T070000Z'],
        excluded: [at('2026-03-31T09:00:00')],
        additional: [],
      },
      exceptions: [
        {
          ...changed,
          recurrenceId: at('2026-03-29T09:00:00'),
          start: at('2026-03-29T15:00:00'),
          end: at('2026-03-29T16:00:00'),
          status: 'confirmed',
        },
        {
          ...changed,
          recurrenceId: at('2026-03-30T09:00:00'),
          start: at('2026-03-30T09:00:00'),
          end: at('2026-03-30T10:00:00'),
          status: 'cancelled',
        },
      ],
    }),
  );
  work.put(meeting('27T09:30', '27T11:00'));
  work.put(meeting('27T11:00', '27T11:30', { status: 'tentative' }));
  work.put(meeting('27T13:00', '27T14:00', { transparency: 'free' }));
  work.put(meeting('27T14:00', '27T15:00', { status: 'cancelled' }));
  work.put(meeting('27T23:00', '28T03:00'));
  home.put({
    title: 'Off',
    start: { kind: 'date', date: '2026-03-29' },
    end: { kind: 'date', date: '2026-03-30' },
  });
  home.put({ title: 'Jog', start: at('2026-03-27T18:00:00', null), end: at('2026-03-27T19:00:00', null) });
  for (const sync of [work, home]) expect(await sync.run()).toMatchObject({ status: 'succeeded' });
});
afterAll(() => stage.stop());

describe('free/busy', () => {
  it('joins what overlaps or touches, cuts at the ends, and leaves out what is free or cancelled', async () => {
    expect(shown(await ask(`${day('27', '28')}&syncIds=${work.syncId}`))).toEqual([
      '03-27T08:00/03-27T10:30',
      '03-27T22:00/03-28T00:00',
    ]);
  });

  it('expands series across the change of clocks, with moved, cancelled and excluded occurrences', async () => {
    expect(
      shown(await ask(`from=2026-03-28T03:00:00Z&to=2026-04-03T00:00:00Z&syncIds=${work.syncId}`)),
    ).toEqual(['03-28T08:00/03-28T09:00', '03-29T13:00/03-29T14:00', '04-01T07:00/04-01T08:00']);
  });

  it('means whole days and floating times where the asker is', async () => {
    expect(shown(await ask(`${day('27', '31')}&syncIds=${home.syncId}`))).toEqual([
      '03-27T17:00/03-27T18:00',
      '03-28T23:00/03-29T22:00',
    ]);
    const tokyo = await stage.acme.owner.get<FreeBusy>(
      stage.acme.at(`/free-busy?${day('27', '31')}&syncIds=${home.syncId}&timeZone=Asia/Tokyo`),
    );
    expect(shown(tokyo)).toEqual(['03-27T09:00/03-27T10:00', '03-28T15:00/03-29T15:00']);
  });

  it('looks at all calendars unless some are named', async () => {
    const found = await ask(day('29', '30'));
    expect(found.syncIds.toSorted()).toEqual([work.syncId, home.syncId].toSorted());
    expect(shown(found)).toEqual(['03-29T00:00/03-29T22:00']);
  });

  it('refuses a range that is too long, and calendars of another organization', async () => {
    const { owner, at: path } = stage.acme;
    const long = await owner.send(
      'GET',
      path('/free-busy?from=2026-01-01T00:00:00Z&to=2028-01-01T00:00:00Z'),
    );
    expect(long).toMatchObject({ status: 422, body: { errors: [{ path: 'to' }] } });
    const foreign = stage.other.at(`/free-busy?${day('27', '28')}&syncIds=${work.syncId}`);
    expect((await stage.other.owner.send('GET', foreign)).status).toBe(404);
  });

  it('says which calendars it may not look at', async () => {
    await stage.acme.owner.post(stage.acme.at(`/consents/${home.consentId}/withdraw`));
    const found = await ask(day('29', '30'));
    expect(found).toMatchObject({
      syncIds: [work.syncId],
      leftOut: [{ syncId: home.syncId, code: 'consent_withdrawn' }],
    });
    expect(shown(found)).toEqual(['03-29T13:00/03-29T14:00']);
  });
});
