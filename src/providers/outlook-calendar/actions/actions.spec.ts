import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { containerId, outlookCalendarSubject, type OutlookWorld } from '../outlook-calendar.contract.js';
import { outlookCalendarActions } from './index.js';

let world: OutlookWorld;
beforeEach(async () => {
  world = (await outlookCalendarSubject.start()) as OutlookWorld;
});
afterEach(() => world.stop());

const run = async <T>(name: string, input: object, key = 'wish-1'): Promise<T> => {
  const action = outlookCalendarActions.find(candidate => candidate.name === name);
  if (!action) throw new Error(`No action ${name}`);
  const output: unknown = await action.run(world.session, action.input.parse(input), key);
  return action.output.parse(output) as T;
};
const at = (hour: string) => ({ kind: 'time', local: `2027-05-03T${hour}:00:00`, zone: 'Europe/Berlin' });
const wanted = { calendarId: containerId, title: 'Asked for', start: at('09'), end: at('10') };
const event = (id: string) => world.simulator.calendar(containerId).get(id);
const create = (more: object = {}, key?: string) =>
  run<{ eventId: string }>('create_event', { ...wanted, ...more }, key);

describe('actions', () => {
  it.each(['same', 'conflict'] as const)('create one event for one wish (%s)', async way => {
    world.simulator.events.repeatedTransaction = way;
    const attendees = [
      { email: 'grace@example.com' },
      { email: 'alan@example.com', name: 'Alan', optional: true },
    ];
    const first = await create({ attendees, onlineMeeting: true });
    expect(await create({ attendees, onlineMeeting: true })).toEqual(first);
    expect((await create({}, 'wish-2')).eventId).not.toBe(first.eventId);
    expect(event(first.eventId)).toMatchObject({
      subject: 'Asked for',
      isOnlineMeeting: true,
      originalStartTimeZone: 'W. Europe Standard Time',
      attendees: [{ type: 'required' }, { type: 'optional', emailAddress: { name: 'Alan' } }],
    });
  });

  it('change what is named, and nothing else', async () => {
    const { eventId } = await create({ description: 'Bring figures', location: 'Room 1' });
    await run('update_event', {
      calendarId: containerId,
      eventId,
      title: 'Later',
      start: at('11'),
      end: at('12'),
    });
    expect(event(eventId)).toMatchObject({
      subject: 'Later',
      start: { dateTime: '2027-05-03T11:00:00' },
      location: { displayName: 'Room 1' },
      body: { content: 'Bring figures' },
    });
  });

  it('take a start only with its end, and no event that is not there', async () => {
    const { eventId } = await create();
    const input = { calendarId: containerId, eventId };
    await expect(run('update_event', { ...input, start: at('11') })).rejects.toThrow('changed together');
    await expect(run('update_event', { ...input, eventId: 'nothing', title: 'x' })).rejects.toMatchObject({
      providerCode: 'not_found',
    });
  });

  it('delete, also what is gone', async () => {
    const { eventId } = await create();
    const input = { calendarId: containerId, eventId };
    expect(await run('delete_event', input)).toEqual({ eventId });
    expect(await run('delete_event', input)).toEqual({ eventId });
    expect(event(eventId)).toBeUndefined();
  });

  it('reply to an invitation, and not twice', async () => {
    const { eventId } = await create();
    const store = world.simulator.calendar(containerId);
    store.put({ ...store.get(eventId)!, isOrganizer: false, responseStatus: { response: 'notResponded' } });
    const input = { calendarId: containerId, eventId, response: 'tentative' };
    await run('respond_to_invitation', input);
    expect(event(eventId)?.responseStatus).toEqual({ response: 'tentativelyAccepted' });
    const before = world.requests();
    await run('respond_to_invitation', input);
    expect(world.requests()).toBe(before + 1);
    await run('respond_to_invitation', { ...input, response: 'declined' });
    await run('respond_to_invitation', { ...input, response: 'declined' });
    expect(event(eventId)).toBeUndefined();
  });

  it('do not reply to a meeting of one’s own', async () => {
    const { eventId } = await create();
    const input = { calendarId: containerId, eventId, response: 'accepted' };
    await expect(run('respond_to_invitation', input)).rejects.toMatchObject({ providerCode: 'permanent' });
  });

  it('tell when people are busy, and of whom nothing can be told', async () => {
    await create();
    const input = {
      addresses: ['ada@contoso.example', 'nobody@contoso.example'],
      from: '2027-05-03T00:00:00+02:00',
      to: '2027-05-04T00:00:00+02:00',
    };
    expect(await run('find_free_busy', input)).toEqual({
      people: [
        {
          address: 'ada@contoso.example',
          busy: [{ start: '2027-05-03T07:00:00Z', end: '2027-05-03T08:00:00Z', status: 'busy' }],
          error: null,
        },
        { address: 'nobody@contoso.example', busy: [], error: 'Unable to resolve.' },
      ],
    });
    await expect(run('find_free_busy', { ...input, to: '2027-09-01T00:00:00Z' })).rejects.toThrow('62 days');
  });
});
