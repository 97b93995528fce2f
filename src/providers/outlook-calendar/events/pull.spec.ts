import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GraphEvent } from '../graph.types.js';
import { changesOf, cursorOf, dailyFrom, inDays, type Stage, stage } from './stage.contract.js';

let the: Stage;
beforeEach(async () => {
  the = await stage();
});
afterEach(() => the.world.stop());

const create = async (body: object): Promise<GraphEvent> => {
  const made = await the.api.create(body as Record<string, unknown>);
  if (!made) throw new Error('Not created');
  return made;
};
const occurrence = async (id: string, number: number): Promise<GraphEvent> => {
  const rows: GraphEvent[] = [];
  for await (const row of the.api.instances(id, '2020-01-01T00:00:00Z', '2040-01-01T00:00:00Z'))
    rows.push(row);
  const row = rows[number];
  if (!row) throw new Error('No such occurrence');
  return row;
};

describe('a listing', () => {
  it('has what the view does not show, and calls nothing gone that is merely far away', async () => {
    const far = [await create(inDays(-900)), await create(inDays(900)), await create(inDays(3))];
    const pages = await the.pull(null);
    expect(changesOf(pages).map(({ remoteId }) => remoteId)).toEqual(far.map(({ id }) => id));
    expect(pages.every(({ listing }) => listing)).toBe(true);
  });

  it('goes on after the page whose cursor it is given, also while its view is being opened', async () => {
    for (let index = 0; index < 210; index += 1) await create(inDays(index % 30));
    const [opening, first, second, ...further] = await the.pull(null);
    expect(further).toEqual([]);
    expect([opening, first, second].map(page => [page?.listing, page?.last, page?.changes.length])).toEqual([
      [true, false, 0],
      [true, false, 200],
      [true, true, 10],
    ]);
    expect(changesOf(await the.pull(opening?.cursor ?? null))).toHaveLength(210);
    expect(await the.pull(first?.cursor ?? null)).toEqual([second]);
  });

  it('brings a series once, with what was done to its occurrences', async () => {
    const { id } = await create(dailyFrom(3, 5));
    await the.api.patch((await occurrence(id, 1)).id, { subject: 'Moved' }, undefined);
    await the.api.remove((await occurrence(id, 2)).id, undefined);
    expect(changesOf(await the.pull(null))).toMatchObject([
      {
        remoteId: id,
        fields: {
          title: 'Series',
          exceptions: [{ title: 'Moved' }],
          recurrence: { rules: ['FREQ=DAILY;COUNT=5'], excluded: [{ kind: 'time' }] },
        },
      },
    ]);
  });

  it('asks for ids that stay, in every request', async () => {
    await create(dailyFrom(3, 5));
    await the.pull(null);
    expect(the.world.simulator.mutable).toBe(0);
  });
});

describe('an increment', () => {
  it('tells what happened outside of the view for what it is: made, edited or deleted', async () => {
    const edited = await create(inDays(800));
    const deleted = await create(inDays(801));
    const cursor = cursorOf(await the.pull(null));
    const made = await create(inDays(-800));
    await the.api.patch(edited.id, { subject: 'Edited far away' }, undefined);
    await the.api.remove(deleted.id, undefined);
    const changes = changesOf(await the.pull(cursor));
    expect(changes.map(({ kind, remoteId }) => [kind, remoteId]).sort()).toEqual(
      [
        ['upsert', made.id],
        ['upsert', edited.id],
        ['delete', deleted.id],
      ].sort(),
    );
  });

  it('brings a series whole, and once, when one occurrence changes or is cancelled', async () => {
    const { id } = await create(dailyFrom(1, 30));
    const cursor = cursorOf(await the.pull(null));
    await the.api.patch((await occurrence(id, 4)).id, { subject: 'Moved' }, undefined);
    const found = changesOf(await the.pull(cursor)).filter(change => change.kind === 'upsert');
    expect(found).toMatchObject([{ remoteId: id, fields: { exceptions: [{ title: 'Moved' }] } }]);
    expect(changesOf(await the.pull(null))).toEqual(found);
  });

  it('knows that an event which left its view is still there', async () => {
    const { id } = await create(inDays(3));
    const cursor = cursorOf(await the.pull(null));
    const { start, end } = inDays(700);
    await the.api.patch(id, { start, end }, undefined);
    expect(changesOf(await the.pull(cursor))).toMatchObject([{ kind: 'upsert', remoteId: id }]);
  });

  it('takes an event that was moved to another calendar as gone from this one', async () => {
    const { id } = await create(inDays(3));
    const cursor = cursorOf(await the.pull(null));
    const { simulator } = the.world;
    const event = simulator.calendar('AAMkTeam=').get(id);
    simulator.calendar('AAMkTeam=').drop(id);
    if (event) simulator.calendar('AAMkCalendar=').put(event);
    expect(changesOf(await the.pull(cursor))).toEqual([{ kind: 'delete', remoteId: id }]);
  });

  it('follows no link to another host', async () => {
    await the.pull(null);
    const link = 'https://graph.example.com/v1.0/me/calendars/x/calendarView/delta?$deltatoken=1';
    const cursor = Buffer.from(JSON.stringify({ step: 'changes', changes: link })).toString('base64url');
    await expect(the.pull(cursor)).rejects.toMatchObject({ providerCode: 'cursor_expired' });
  });

  for (const [status, code] of [
    [410, 'SyncStateNotFound'],
    [410, 'resyncRequired'],
    [400, 'SyncStateInvalid'],
  ] as const) {
    it(`says cursor_expired to ${status} ${code}`, async () => {
      const cursor = cursorOf(await the.pull(null));
      the.world.failNext({ status, body: JSON.stringify({ error: { code, message: 'Start over.' } }) });
      await expect(the.pull(cursor)).rejects.toMatchObject({ providerCode: 'cursor_expired' });
    });
  }
});

describe('a refusal', () => {
  for (const [status, code, read] of [
    [429, 'ApplicationThrottled', 'rate_limited'],
    [503, 'serviceNotAvailable', 'temporary'],
    [404, 'MailboxNotEnabledForRESTAPI', 'permanent'],
    [400, 'ErrorInvalidRequest', 'permanent'],
  ] as const) {
    it(`of ${status} ${code} is ${read}, and passes on how long to wait`, async () => {
      const body = JSON.stringify({ error: { code, message: 'No.' } });
      the.world.failNext({ status, headers: { 'retry-after': '9' }, body });
      await expect(the.pull(null)).rejects.toMatchObject({ providerCode: read, retryAfterMs: 9000 });
    });
  }
});
