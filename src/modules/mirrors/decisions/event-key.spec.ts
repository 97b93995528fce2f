import { describe, expect, it } from '@jest/globals';
import { eventKey } from './event-key.js';

const at = (title: string, local: string, zone: string | null, rawZone?: string) =>
  eventKey({ title, start: { kind: 'time', local, zone, ...(rawZone ? { rawZone } : {}) } });

describe('what tells an event', () => {
  it('is its title and the moment it starts, in whatever zone that is said', () => {
    const berlin = at('Stand-up', '2027-07-01T09:00:00', 'Europe/Berlin');
    expect(at(' stand-up ', '2027-07-01T07:00:00', 'UTC')).toBe(berlin);
    expect(at('Stand-up', '2027-07-01T09:00:00', 'Europe/Berlin', 'W. Europe Standard Time')).toBe(berlin);
    expect(at('Stand-up', '2027-07-01T09:00:00', 'UTC')).not.toBe(berlin);
    expect(at('Retro', '2027-07-01T09:00:00', 'Europe/Berlin')).not.toBe(berlin);
  });

  it('follows the clocks', () => {
    expect(at('x', '2027-03-28T09:00:00', 'Europe/Berlin')).toBe(at('x', '2027-03-28T07:00:00', 'UTC'));
    expect(at('x', '2027-03-27T09:00:00', 'Europe/Berlin')).toBe(at('x', '2027-03-27T08:00:00', 'UTC'));
  });

  it('takes days, floating times and unknown zones as they are', () => {
    const day = (date: string) => eventKey({ title: 'x', start: { kind: 'date', date } });
    expect(day('2027-07-01')).not.toBe(day('2027-07-02'));
    expect(at('x', '2027-07-01T09:00:00', null)).not.toBe(at('x', '2027-07-01T09:00:00', 'UTC'));
    expect(at('x', '2027-07-01T09:00:00', 'Mars/Base')).toBe(at('X', '2027-07-01T09:00:00', 'Mars/Base'));
    expect(eventKey({ title: 'x' })).toBeNull();
  });
});
